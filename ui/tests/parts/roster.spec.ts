import { expect, test, type Page } from '@playwright/test'
import { accessible, desk, fits, phone } from '../axe.ts'

// The schedule's grid alone: by the mouse, by keyboard, by touch, and what three hundred people cost.

const open = async (page: Page, people = 20) => {
  await page.goto(`/gallery.html?page=roster&people=${people}`)
  await page.evaluate(() => document.fonts.ready)
  await expect(page.getByRole('slider', { name: '상담사 2 근무' })).toBeVisible()
}
const bar = (page: Page, id: number) => page.getByRole('slider', { name: `상담사 ${id} 근무`, exact: true })
const asked = (page: Page) => page.locator('[data-asked]')

/** Minutes of the axis to pixels: the seven o’clock shift of nine hours is as wide as it is long. */
async function drag(page: Page, from: { x: number; y: number; width: number }, minutes: number, perMinute: number, drop = true) {
  await page.mouse.move(from.x + 5, from.y + 13)
  await page.mouse.down()
  await page.mouse.move(from.x + 5 + (minutes * perMinute) / 2, from.y + 13)
  await page.mouse.move(from.x + 5 + minutes * perMinute, from.y + 13)
  if (drop) await page.mouse.up()
}

test('a bar is dragged to a shift of its contract, and one that is not is refused with the rule', async ({ page }) => {
  await open(page)
  // The second has the shift from eleven and may work all four.
  const box = (await bar(page, 2).boundingBox())!
  const perMinute = box.width / 540
  await expect(bar(page, 2)).toHaveAttribute('aria-valuetext', '11 11:00–20:00')
  await drag(page, box, -100, perMinute)
  await expect(asked(page)).toHaveText('2 09')
  // Until the plan is another it lies where it lay.
  await expect(bar(page, 2)).toHaveAttribute('aria-valuetext', '11 11:00–20:00')
  // The first may work early shifts only.
  const first = (await bar(page, 1).boundingBox())!
  await drag(page, first, 480, perMinute, false)
  await expect(page.getByRole('status')).toContainText('15 15:00–24:00 불가: 계약에 없는 근무')
  await page.mouse.up()
  await expect(asked(page)).toHaveText('2 09')
  // A tremble is no move.
  await page.mouse.move(box.x + 5, box.y + 13)
  await page.mouse.down()
  await page.mouse.move(box.x + 8, box.y + 13)
  await page.mouse.up()
  await expect(asked(page)).toHaveText('2 09')
})

test('a break is dragged to another of its places, Escape puts it back', async ({ page }) => {
  await open(page)
  // Breaks of the second: 12:30, 14:30, 17:30.
  const meal = page.getByRole('slider', { name: '상담사 2 휴식 2' })
  await expect(meal).toHaveAttribute('aria-valuetext', '14:30–15:30')
  const perMinute = (await bar(page, 2).boundingBox())!.width / 540
  const box = (await meal.boundingBox())!
  await drag(page, box, 55, perMinute)
  await expect(asked(page)).toHaveText('2 11 90,270,390')
  await drag(page, box, -25, perMinute, false)
  await expect(meal).toHaveAttribute('aria-valuetext', '14:00–15:00')
  await page.keyboard.press('Escape')
  await page.mouse.up()
  await expect(meal).toHaveAttribute('aria-valuetext', '14:30–15:30')
  await expect(asked(page)).toHaveText('2 11 90,270,390')
})

test('by keyboard: one stop for the people, arrows through places and people, Enter asks, Escape puts back', async ({ page }) => {
  await open(page)
  await page.getByRole('slider', { name: '시간대별 인원' }).focus()
  await page.keyboard.press('Tab')
  await expect(page.getByRole('button', { name: '상담사 1', exact: true })).toBeFocused()
  await page.keyboard.press('Tab')
  await expect(bar(page, 1)).toBeFocused()
  await page.keyboard.press('ArrowDown')
  await expect(bar(page, 2)).toBeFocused()
  await page.keyboard.press('ArrowRight')
  await expect(bar(page, 2)).toHaveAttribute('aria-valuetext', '15 15:00–24:00')
  await expect(page.getByRole('status')).toContainText('상담사 2 근무 → 15 15:00–24:00')
  await page.keyboard.press('Escape')
  await expect(bar(page, 2)).toHaveAttribute('aria-valuetext', '11 11:00–20:00')
  await page.keyboard.press('Home')
  await page.keyboard.press('Enter')
  await expect(asked(page)).toHaveText('2 07')
  await page.keyboard.press('Tab')
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('Enter')
  await expect(asked(page)).toHaveText(/^2 11 120,/)
  // The fifth is off: her name is what there is.
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('ArrowDown')
  await expect(page.getByRole('button', { name: '상담사 5', exact: true })).toBeFocused()
})

test('nothing for axe to say on a desk and on a phone; a finger drags, and a page still scrolls', async ({ page, browser }, info) => {
  test.setTimeout(90_000)
  for (const [name, viewport] of Object.entries({ desk, phone })) {
    await page.setViewportSize(viewport)
    await open(page)
    await accessible(page)
    await fits(page)
    await page.screenshot({ path: info.outputPath(`roster-${name}.png`) })
  }
  const touch = await (await browser.newContext({ ...info.project.use, viewport: phone, hasTouch: true })).newPage()
  await open(touch)
  const box = (await bar(touch, 2).boundingBox())!
  const wire = await touch.context().newCDPSession(touch)
  const at = (x: number) => [{ x: Math.round(x), y: Math.round(box.y + 13) }]
  await wire.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: at(box.x + 4) })
  for (const part of [0.3, 0.6, 1]) await wire.send('Input.dispatchTouchEvent', { type: 'touchMove', touchPoints: at(box.x + 4 - (110 * part * box.width) / 540) })
  await wire.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] })
  await expect(asked(touch)).toHaveText('2 09')
})
