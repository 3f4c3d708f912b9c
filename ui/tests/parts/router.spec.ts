import { expect, test, type Page } from '@playwright/test'

const found = (page: Page) => page.getByTestId('found')

test.beforeEach(async ({ page }) => {
  await page.goto('/gallery.html?page=routes')
  // Lost with the document: whether it is still there tells whether the page was loaded again.
  await page.evaluate(() => ((window as any).same = true))
})
test.afterEach(async ({ page }) => expect(await page.evaluate(() => (window as any).same)).toBe(true))

test('a path opens its screen with the names in it', async ({ page }) => {
  const opens = async (path: string, params: string) => {
    await page.getByRole('link', { name: path, exact: true }).click()
    await expect(found(page)).toHaveText(params)
  }
  await opens('/gallery/desk', '{}')
  await opens('/gallery/desk/12', '{"contact":"12"}')
  await opens('/gallery/setup/hours', '{"part":"hours"}')
  await opens('/gallery/elsewhere', 'nothing')
})

test('back and forward lead where one was, filters included', async ({ page }) => {
  await page.getByRole('link', { name: '/gallery/desk/12?filter=mine' }).click()
  await expect(page.getByTestId('query')).toHaveText('mine')
  await page.getByRole('link', { name: '/gallery/floor' }).click()
  await page.goBack()
  await expect(found(page)).toHaveText('{"contact":"12"}')
  await expect(page.getByTestId('query')).toHaveText('mine')
  await page.goForward()
  await expect(page).toHaveURL(/floor$/)
})

test('replacing leaves no step behind', async ({ page }) => {
  await page.getByRole('link', { name: '/gallery/desk/12', exact: true }).click()
  await page.getByRole('button', { name: 'replace' }).click()
  await expect(page).toHaveURL(/floor$/)
  await page.goBack()
  await expect(page).toHaveURL(/page=routes$/)
})

test('a place in the page is the browser’s own affair', async ({ page }) => {
  await page.getByRole('link', { name: 'hash' }).click()
  await expect(page).toHaveURL(/#here$/)
})
