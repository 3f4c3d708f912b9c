import { expect, test, type Page } from '@playwright/test'
import { accessible } from '../axe.ts'

const field = (page: Page) => page.getByRole('combobox')
const sent = (page: Page) => page.getByTestId('sent').getByRole('listitem')

test.beforeEach(async ({ page }) => {
  await page.goto('/gallery.html?page=conversation')
  await field(page).focus()
})

/** What an input method does while a syllable is open, and when it is committed. */
async function hangul(page: Page) {
  const wire = await page.context().newCDPSession(page)
  return {
    compose: (text: string) => wire.send('Input.imeSetComposition', { text, selectionStart: text.length, selectionEnd: text.length }),
    commit: (text: string) => wire.send('Input.insertText', { text }),
  }
}

test('Enter on an open syllable commits it and sends once', async ({ page }) => {
  const ime = await hangul(page)
  await ime.commit('환')
  await ime.compose('불')
  // The browser reports the key as part of the composition; the commit follows.
  await field(page).evaluate(area => area.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', code: 'Enter', isComposing: true, bubbles: true, cancelable: true })))
  await ime.commit('불')
  await expect(sent(page)).toHaveText(['text: 환불'])
  await page.keyboard.press('Enter')
  await expect(sent(page)).toHaveCount(1)
  await expect(field(page)).toHaveValue('')
})

test('Shift Enter breaks the line', async ({ page }) => {
  await page.keyboard.type('하나')
  await page.keyboard.press('Shift+Enter')
  await page.keyboard.type('둘')
  await expect(field(page)).toHaveValue('하나\n둘')
  await expect(sent(page)).toHaveCount(0)
})

test('the suggestion is first under the slash, so that / Enter takes it', async ({ page }) => {
  await page.keyboard.type('/')
  await expect(page.getByRole('option', { selected: true })).toHaveText(/배달 위치/)
  await accessible(page)
  await page.keyboard.press('Enter')
  await expect(field(page)).toHaveValue('라이더님이 지금 두 정거장 앞에 있어요.')
  await expect(sent(page)).toHaveCount(0)
})

test('a canned reply is found by first consonants and put in at the caret', async ({ page }) => {
  await page.keyboard.type('안녕하세요.  곧 도와드릴게요')
  for (let i = 0; i < ' 곧 도와드릴게요'.length; i++) await page.keyboard.press('ArrowLeft')
  await page.keyboard.type('/ㅎㅂ')
  await expect(page.getByRole('option')).toHaveCount(1)
  await page.keyboard.press('Enter')
  await expect(field(page)).toHaveValue('안녕하세요. 박서연님, 환불은 영업일 기준 3일 안에 입금돼요. 곧 도와드릴게요')
})

test('Escape closes the list and keeps the words', async ({ page }) => {
  await page.keyboard.type('/환불')
  await page.keyboard.press('Escape')
  await expect(page.getByRole('listbox')).toHaveCount(0)
  await expect(field(page)).toHaveValue('/환불')
})

test('a note looks different, says who sees it and is not a reply', async ({ page }) => {
  const colour = () => page.locator('form').evaluate(form => getComputedStyle(form).backgroundColor)
  const reply = await colour()
  await page.getByRole('button', { name: '메모' }).click()
  expect(await colour()).not.toBe(reply)
  await expect(page.getByRole('combobox', { name: '동료에게만 보입니다' })).toBeFocused()
  await page.keyboard.type('라이더 통화함')
  await page.keyboard.press('Enter')
  await expect(sent(page)).toHaveText(['note: 라이더 통화함'])
})

test('what could not be sent is back in the field', async ({ page }) => {
  await page.keyboard.type('!fail 다시')
  await page.keyboard.press('Enter')
  await expect(field(page)).toHaveValue('!fail 다시')
})

test('the channel’s limit is said and kept', async ({ page }) => {
  await field(page).fill('가'.repeat(95))
  await expect(page.getByText('95 / 100')).toBeVisible()
  await field(page).press('End')
  await page.keyboard.type('나나나나나나나나')
  await expect(field(page)).toHaveValue('가'.repeat(95) + '나'.repeat(5))
})
