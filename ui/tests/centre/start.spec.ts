import { expect, test, type Page } from '@playwright/test'
import { accessible, desk, fits, phone } from '../axe.ts'
import { Server } from './server.ts'

// An empty centre says where to begin, and stops saying it.

test.describe.configure({ mode: 'serial' })
test.setTimeout(60_000)

const server = new Server(4183, { empty: true })
test.beforeAll(() => server.start())
test.afterAll(() => server.stop())

let admin: Page
const button = (name: string) => admin.getByRole('button', { name, exact: true })
const line = (name: string) => admin.getByRole('listitem').filter({ has: admin.getByText(name, { exact: true }) })

test('the first administrator lands where the centre is set up, and reads what it needs', async ({ browser }) => {
  admin = await (await browser.newContext()).newPage()
  await admin.goto(server.link())
  await button('로그인').click()
  await admin.getByLabel('새 비밀번호').fill('마루에서 시작합니다')
  await button('로그인').click()
  await expect(admin.getByRole('heading', { name: '첫 상담까지' })).toBeVisible()
  expect(new URL(admin.url()).pathname).toBe('/setup')
  await expect(line('사이트')).toContainText('다음')
  await expect(line('접촉사유')).toContainText('할 일')
  await expect(line('봇')).toContainText('선택')
  await accessible(admin)
  await admin.setViewportSize(phone)
  await fits(admin)
  await accessible(admin, ['dark'])
  await admin.setViewportSize(desk)
})

test('what is there is ticked, and what is only in the draft says so', async () => {
  await line('사이트').getByRole('link').click()
  await admin.getByLabel('이름').fill('한빛 생활')
  await admin.getByLabel('주소: /c/…').fill('hanbit')
  await button('사이트 추가').click()
  await expect(admin.getByRole('link', { name: '/c/hanbit' })).toBeVisible()
  await admin.goto(`${server.url}/setup`)
  await expect(line('사이트')).toContainText('1곳 완료')
  await expect(line('접촉사유')).toContainText('다음')

  await button('＋ 사유 추가').click()
  await admin.getByLabel('이름 (한국어)').last().fill('배송 문의')
  await admin.getByLabel('한 줄 설명 (한국어)').last().fill('배송이 궁금할 때')
  await expect(admin.getByText('초안 저장됨')).toBeVisible()
  await expect(line('접촉사유')).toContainText('게시 전')
})

test('put away, it is gone, and a press brings it back', async () => {
  await button('그만 보기').click()
  await expect(admin.getByRole('heading', { name: '첫 상담까지' })).toHaveCount(0)
  await button('다시 보기').click()
  await expect(admin.getByRole('heading', { name: '첫 상담까지' })).toBeVisible()
  await button('그만 보기').click()
  await expect(admin.getByRole('heading', { name: '첫 상담까지' })).toHaveCount(0)
  await admin.reload()
  await expect(button('점검 · 게시')).toBeVisible()
  await expect(admin.getByRole('heading', { name: '첫 상담까지' })).toHaveCount(0)
})
