import { expect, test, type Browser, type Page } from '@playwright/test'
import { accessible, desk, fits, phone } from '../axe.ts'
import { Server } from './server.ts'

// Every staff screen, by those who may see it, in both languages, themes and widths.

test.describe.configure({ mode: 'serial' })
test.setTimeout(120_000)

const server = new Server(4177)
test.beforeAll(() => server.start())
test.afterAll(() => server.stop())

const picture = (page: Page, name: string) =>
  process.env.PICTURES ? page.screenshot({ path: `../docs/pictures/${name}.png` }) : undefined

async function seat(browser: Browser, name: string) {
  const page = await (await browser.newContext()).newPage()
  await page.goto(server.link(name))
  await page.getByRole('button', { name: '로그인' }).click()
  await expect(page.getByRole('navigation').first()).toBeVisible()
  return page
}

/** Something of the screen is there, and nothing is still loading. */
async function open(page: Page, path: string, mark: string | RegExp) {
  await page.goto(server.url + path)
  await expect(page.getByText(mark).first()).toBeVisible()
  await expect(page.locator('[aria-busy=true]')).toHaveCount(0)
}

async function bothWidths(page: Page) {
  await page.setViewportSize(phone)
  await fits(page)
  await page.setViewportSize(desk)
  await fits(page)
}

/** Looked at in both widths; axe looks in both themes. */
async function looked(page: Page) {
  await bothWidths(page)
  await accessible(page)
}

async function speak(page: Page, language: 'ko' | 'en') {
  const answer = await page.request.patch(`${server.url}/api/me/settings`, { data: { language }, headers: { origin: server.url } })
  expect(answer.ok()).toBe(true)
}

const supervisors: [path: string, ko: string | RegExp, en: string | RegExp, picture?: string][] = [
  ['/floor', '상담사', 'Agents'],
  ['/insight/reason', '보고서', 'Report', 'insight'],
  ['/knowledge', '환불은 언제 되나요', 'When do I get my refund'],
  ['/customers', '고객 찾기', 'Find a customer'],
  ['/me', '로그인한 곳', 'Signed in on'],
]
const admins: typeof supervisors = [
  ['/setup/triage', '배달이 늦어요', 'My delivery is late', 'setup'],
  ['/setup/people', '김미나', '김미나'],
  ['/setup/hours', '상담 시간', 'Hours'],
  ['/setup/policy', '정책', 'Policy'],
  ['/setup/sites', 'baedal', 'baedal'],
  ['/setup/versions', '버전', 'Versions'],
]

/** A link signs in once, so a seat is kept for the tests after it. */
const seats = new Map<string, Page>()
function supervisor() {
  const page = seats.get('조현우')
  if (!page) throw new Error('the supervisor did not sign in')
  return page
}

for (const [who, screens] of [['조현우', supervisors], ['배은지', admins]] as const) {
  test(`every screen of ${who}`, async ({ browser }) => {
    const page = await seat(browser, who)
    for (const [path, ko, , name] of screens) {
      await open(page, path, ko)
      await looked(page)
      if (name) await picture(page, name)
    }
    await speak(page, 'en')
    for (const [path, , en] of screens) {
      await open(page, path, en)
      // The same screen with other words: they must fit, too.
      await bothWidths(page)
    }
    await speak(page, 'ko')
    seats.set(who, page)
  })
}

test('a customer is found, her past is read, and what is hers is masked', async () => {
  const page = supervisor()
  await open(page, '/customers', '고객 찾기')
  await page.getByRole('searchbox', { name: '고객 찾기' }).fill('장우진')
  await page.getByRole('button', { name: '찾기', exact: true }).click()
  await page.getByRole('navigation', { name: '고객' }).getByRole('link').first().click()
  await expect(page.getByRole('heading', { name: '지난 상담 전체' })).toBeVisible()
  // A number is masked until somebody says why she must see it.
  await expect(page.getByText(/010-\*+|\*{3,}/).first()).toBeVisible()
  await looked(page)
  await picture(page, 'customers')
})

test('an article is written, found by its first consonants and read', async () => {
  const page = supervisor()
  await open(page, '/knowledge/new', '제목(한국어)')
  await page.getByLabel('제목(한국어)').fill('우산 대여 안내')
  await page.getByLabel('제목(영어)').fill('Borrowing an umbrella')
  await page.getByLabel('한국어', { exact: true }).fill('가게 입구의 우산함에서 빌려 주세요.')
  await page.getByLabel('영어', { exact: true }).fill('Take one from the stand at the entrance.')
  await page.getByLabel('배달이 늦어요').check()
  await page.getByLabel('상태').selectOption('published')
  await looked(page)
  await page.getByRole('button', { name: '저장' }).click()
  await expect(page.getByRole('heading', { name: '우산 대여 안내' })).toBeVisible()
  await page.getByRole('searchbox', { name: '지식 찾기' }).fill('ㅇㅅㄷㅇ')
  await expect(page.getByRole('navigation', { name: '지식' }).getByRole('link')).toHaveCount(1)
  await expect(page.getByRole('link', { name: /우산 대여 안내/ })).toBeVisible()
  await page.getByRole('searchbox', { name: '지식 찾기' }).fill('')
  await page.getByRole('link', { name: /환불은 언제 되나요/ }).click()
  await expect(page.getByRole('heading', { name: '환불은 언제 되나요' })).toBeVisible()
  await looked(page)
  await picture(page, 'knowledge')
})
