import { expect, test, type Page } from '@playwright/test'
import { accessible } from '../axe.ts'

const open = async (page: Page) => {
  await page.goto('/gallery.html?page=shell')
  await page.getByRole('button', { name: '찾기·실행' }).click()
  const field = page.getByRole('combobox', { name: '찾기·실행' })
  await expect(field).toBeFocused()
  return field
}

const options = (page: Page) => page.getByRole('dialog').getByRole('option')

test('everything that can be done stands in the palette, with its key', async ({ page }) => {
  await open(page)
  await expect(page.getByRole('option', { name: '상담 받기 F2' })).toBeVisible()
  await accessible(page)
})

test('first consonants find an action, Enter runs it and closes', async ({ page }) => {
  const field = await open(page)
  await field.fill('ㅋㅌ')
  await expect(options(page)).toHaveCount(0)
  await field.fill('ㅎㅅ ㅅㅈ')
  await expect(options(page)).toHaveText(['휴식 시작'])
  await page.keyboard.press('Enter')
  await expect(page.getByTestId('done')).toHaveText('break')
  await expect(page.getByRole('dialog')).toHaveCount(0)
})

test('arrows move, Escape leaves everything as it was', async ({ page }) => {
  await open(page)
  await page.keyboard.press('ArrowDown')
  await expect(page.getByRole('dialog').getByRole('option', { selected: true })).toHaveText(/휴식 시작/)
  await page.keyboard.press('Escape')
  await expect(page.getByRole('dialog')).toHaveCount(0)
  await expect(page.getByTestId('done')).toHaveText('')
})
