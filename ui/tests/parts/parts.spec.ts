import { expect, test, type Page } from '@playwright/test'
import { accessible, desk, fits, phone } from '../axe.ts'

const NOON = Date.UTC(2026, 10, 23, 5, 30)
const show = async (page: Page, which: string) => {
  await page.clock.setFixedTime(NOON)
  await page.goto(`/gallery.html?page=${which}`)
  await page.evaluate(() => document.fonts.ready)
}

for (const which of ['parts', 'conversation', 'shell'])
  for (const [name, viewport] of Object.entries({ desk, phone }))
    test(`${which} on a ${name}: nothing for axe to say, nothing cut off`, async ({ page }, info) => {
      await page.setViewportSize(viewport)
      await show(page, which)
      await accessible(page)
      await fits(page)
      for (const theme of ['light', 'dark']) {
        await page.evaluate(theme => (document.documentElement.dataset.theme = theme), theme)
        await page.screenshot({ path: info.outputPath(`${which}-${name}-${theme}.png`), fullPage: which === 'parts' })
      }
    })

test('the Hangul font is the product’s own', async ({ page }) => {
  await show(page, 'parts')
  // Loaded, not merely asked for: it may still be on its way, and a family nobody defines counts as there.
  const faces = await page.evaluate(async () => (await document.fonts.load('600 14px "Pretendard Variable"', '환불')).map(face => face.status))
  expect(faces).toContain('loaded')
})

test('a dialog takes the focus, closes with Escape and gives it back', async ({ page }) => {
  await show(page, 'parts')
  const opener = page.getByRole('button', { name: 'Dialog' })
  await opener.click()
  await expect(page.getByRole('dialog', { name: '상담 종료와 보호' })).toBeVisible()
  await accessible(page)
  await page.keyboard.press('Escape')
  await expect(page.getByRole('dialog')).toBeHidden()
  await expect(opener).toBeFocused()
})

test('a chart can be read with the arrow keys', async ({ page }) => {
  await show(page, 'parts')
  const chart = page.getByRole('slider', { name: '15분마다 들어온 상담' })
  await chart.focus()
  await page.keyboard.press('End')
  await expect(chart).toHaveAttribute('aria-valuetext', /배치 \d+ · 예측 \d+ · 실제 –/)
  await page.keyboard.press('Home')
  await page.keyboard.press('ArrowRight')
  await expect(chart).toHaveAttribute('aria-valuenow', '1')
  await expect(chart).toHaveAttribute('aria-valuetext', /실제 \d+/)
})

test('switches and choices work by keyboard', async ({ page }) => {
  await show(page, 'parts')
  const sound = page.getByRole('switch', { name: /알림음/ })
  await sound.focus()
  await page.keyboard.press('Space')
  await expect(sound).not.toBeChecked()
  await page.getByRole('radio', { name: '오래 기다린 순' }).focus()
  await page.keyboard.press('ArrowRight')
  await expect(page.getByRole('radio', { name: '내 차례' })).toBeChecked()
})
