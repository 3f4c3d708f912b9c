import { expect, test, type Page } from '@playwright/test'
import { accessible, desk, fits, phone } from '../axe.ts'
import { Server } from './server.ts'

// Today once more under a changed ring and a share of callbacks, on the built program in which something happens; the draft tried
// before it is published; and why somebody has nothing.

test.describe.configure({ mode: 'serial' })
test.setTimeout(180_000)

const server = new Server(4180, { quiet: false })
test.beforeAll(() => server.start())
test.afterAll(() => server.stop())

const pictures = process.env.LOOK
const look = async (page: Page, name: string) => void (pictures && (await page.screenshot({ path: `${pictures}/${name}.png` })))

let page: Page
test('a ring and a share of callbacks are changed, and within half a minute it is known what would have been', async ({ browser }) => {
  page = await (await browser.newContext({ viewport: desk })).newPage()
  await page.goto(server.link('배은지'))
  await page.getByRole('button', { name: '로그인' }).click()
  await expect(page.getByRole('navigation').first()).toBeVisible()

  const draft = await (await page.request.get(`${server.url}/api/setup/draft`)).json()
  const reason = draft.document.reasons.find((reason: { rings: unknown[] }) => reason.rings.length > 1)
  reason.rings[1].after_ms = 10_000
  const put = await page.request.put(`${server.url}/api/setup/draft`, { data: { document: draft.document, revision: draft.revision }, headers: { origin: server.url } })
  expect(put.ok()).toBe(true)

  // Somebody is served by now.
  const served = async () => {
    const from = Date.now() - 86_400_000
    const report = await (await page.request.get(`${server.url}/api/report?from=${from}&to=${Date.now()}&by=total`)).json()
    return report.rows?.[0]?.values?.answered ?? 0
  }
  await expect.poll(served, { timeout: 120_000 }).toBeGreaterThan(0)
  await page.goto(`${server.url}/plan/what-if`)
  const callbacks = page.getByRole('slider', { name: '대신 콜백을 받는 고객' })
  await page.getByLabel('정책', { exact: true }).selectOption('draft')
  await callbacks.focus()
  for (let n = 0; n < 4; n++) await page.keyboard.press('ArrowRight')
  await expect(callbacks).toHaveAttribute('aria-valuetext', '20%')
  await page.getByRole('button', { name: '다시 돌려 보기' }).click()
  await expect(page.getByRole('heading', { name: '믿을 만한가' })).toBeVisible({ timeout: 30_000 })
  await expect(page.getByText(/아무것도 바꾸지 않으면 엔진은 이날의 결정 [\d,]+건을 그대로 다시 내립니다/)).toBeVisible()
  await expect(page.getByRole('row', { name: /평균 대기/ })).toContainText(/\d초/)
  await accessible(page)

  await page.getByLabel('시나리오 이름').fill('콜백 20%')
  await page.getByRole('button', { name: '저장', exact: true }).click()
  await expect(page.getByRole('link', { name: /콜백 20%/ }).first()).toBeVisible()
  await look(page, 'what-if-ko-light')
  await page.setViewportSize(phone)
  await fits(page)
  await look(page, 'what-if-ko-phone')
  await page.setViewportSize(desk)
})

test('two scenarios are laid beside one another: one table, one picture, one reading', async () => {
  await page.goto(`${server.url}/plan/what-if`)
  const people = page.getByRole('slider', { name: '인원', exact: true })
  await people.focus()
  for (let n = 0; n < 3; n++) await page.keyboard.press('ArrowRight')
  await page.getByRole('button', { name: '다시 돌려 보기' }).click()
  await expect(page.getByRole('heading', { name: '믿을 만한가' })).toBeVisible({ timeout: 60_000 })
  const lay = page.getByRole('button', { name: '나란히 보기' })
  await expect(lay).toBeDisabled()
  await page.getByRole('checkbox', { name: /콜백 20%/ }).first().press('Space')
  await page.getByRole('checkbox', { name: /인원 \+3명/ }).press('Space')
  await lay.press('Enter')
  await expect(page.getByRole('heading', { name: /콜백 20%.+인원 \+3명.+나란히 보기/ })).toBeVisible()
  await expect(page.getByRole('row', { name: /평균 대기/ })).toContainText(/그날 실제와의 차이|구간 없음/)
  await expect(page.getByText(/95% 구간이 서로 겹치지 않는/)).toBeVisible()
  await accessible(page)
  await look(page, 'beside-ko')
  await page.setViewportSize(phone)
  await fits(page)
  await look(page, 'beside-phone')
  await page.setViewportSize(desk)
  await page.getByRole('link', { name: '비교 닫기' }).click()
  await expect(page.getByRole('heading', { name: '믿을 만한가' })).toBeVisible()
})

test('the draft is tried from setup, and publishing shows what came of it', async () => {
  await page.goto(`${server.url}/setup/policy`)
  const dialog = page.getByRole('dialog')
  await page.getByRole('button', { name: '어제로 시험' }).click()
  await expect(dialog.getByRole('heading', { name: '나란히 보기' })).toBeVisible({ timeout: 30_000 })
  await accessible(page)
  await look(page, 'try-ko')
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: '점검 · 게시' }).click()
  await expect(dialog.getByText(/이 초안은 .+ 님이 시험했습니다/)).toBeVisible()
  await look(page, 'publish-ko')
  await page.keyboard.press('Escape')
})

test('who is ready with nothing is told why', async ({ browser }) => {
  const floor = await (await browser.newContext({ viewport: desk })).newPage()
  await floor.goto(server.link('조현우'))
  await floor.getByRole('button', { name: '로그인' }).click()
  await expect(floor.getByRole('navigation').first()).toBeVisible()
  await floor.goto(`${server.url}/floor`)
  await floor.getByRole('link', { name: '김미나' }).click()
  await floor.getByRole('button', { name: '상담이 없던 이유' }).click()
  await expect(floor.getByRole('dialog').getByText(/준비하고도 상담이 없던 시간/)).toBeVisible()
  await expect(floor.getByRole('dialog').getByRole('listitem').first()).toBeVisible()
  await accessible(floor)
  await look(floor, 'idle-ko')
})
