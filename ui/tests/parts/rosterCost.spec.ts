import { expect, test } from '@playwright/test'

// A trace would be what is measured.
test.use({ trace: 'off' })

test('three hundred people on the schedule: a drag keeps up with the hand', async ({ page }) => {
  const wire = await page.context().newCDPSession(page)
  await wire.send('Performance.enable')
  const spent = async () => (await wire.send('Performance.getMetrics')).metrics.find(metric => metric.name === 'TaskDuration')!.value * 1000
  await page.goto('/gallery.html?page=roster&people=300')
  await page.evaluate(() => document.fonts.ready)
  const bar = page.getByRole('slider', { name: '상담사 2 근무', exact: true })
  const box = (await bar.boundingBox())!
  const loaded = await spent()
  await page.mouse.move(box.x + 5, box.y + 13)
  await page.mouse.down()
  const before = await spent()
  const STEPS = 60
  for (let step = 1; step <= STEPS; step += 1) await page.mouse.move(box.x + 5 + ((step % 20) - 10) * 15, box.y + 13)
  const each = ((await spent()) - before) / STEPS
  await page.mouse.up()
  console.log(`300 people: ${Math.round(loaded)} ms of the page's thread until drawn, ${each.toFixed(1)} ms a step of a drag`)
  expect(each).toBeLessThan(50)
})
