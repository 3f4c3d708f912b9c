import { expect, test, type Browser, type Page } from '@playwright/test'
import { accessible, desk, fits, phone } from '../axe.ts'
import { Server } from './server.ts'

// Every staff screen, by those who may see it, in both languages, themes and widths. With PICTURES, a centre in which
// something happens, and pictures of it.

test.describe.configure({ mode: 'serial' })
test.setTimeout(120_000)

const pictures = !!process.env.PICTURES
const server = new Server(4176, { quiet: !pictures })
test.beforeAll(() => server.start())
test.afterAll(() => server.stop())

/** A link signs in once, so a seat is kept for the tests after it. */
const seats = new Map<string, Page>()
async function seat(browser: Browser, name: string) {
  const taken = seats.get(name)
  if (taken) return taken
  const page = await (await browser.newContext()).newPage()
  await page.goto(server.link(name))
  await page.getByRole('button', { name: '로그인' }).click()
  await expect(page.getByRole('navigation').first()).toBeVisible()
  seats.set(name, page)
  return page
}

/** Moves as a link does, without loading the document again, and waits for something of the screen. */
async function open(page: Page, path: string, mark: string | RegExp) {
  await page.evaluate(path => navigation.navigate(path).finished, path)
  await expect(page.locator('#screen').getByText(mark).filter({ visible: true }).first(), path).toBeVisible()
}

async function speak(page: Page, language: 'ko' | 'en') {
  const answer = await page.request.patch(`${server.url}/api/me/settings`, { data: { language }, headers: { origin: server.url } })
  expect(answer.ok()).toBe(true)
  await page.reload()
  await expect(page.getByRole('navigation').first()).toBeVisible()
}

const looks = [
  { language: 'ko', first: desk, theme: 'light', then: phone },
  { language: 'en', first: phone, theme: 'dark', then: desk },
] as const

type Screen = [path: string, ko: string, en: string]
const screens: Record<string, Screen[]> = {
  김미나: [
    ['/desk', '내 상담', 'Mine'],
    ['/customers', '고객 찾기', 'Find a customer'],
    ['/knowledge', '환불은 언제 되나요', 'When do I get my refund'],
    ['/me', '로그인한 곳', 'Signed in on'],
    ['/me/shifts', '캘린더 연결', 'In my calendar'],
  ],
  조현우: [
    ['/floor', '김미나', '김미나'],
    ['/floor/protection', '열린 사건이 없습니다', 'No open case'],
    ['/knowledge/new', '제목 (한국어)', 'Title (Korean)'],
    ['/knowledge/gaps', '찾은 말이 모두 문서에 있습니다.', 'Everything that was looked for was found.'],
    ['/insight', '보고서', 'Report'],
    ['/insight/agent', '지표 계산 방법', 'How each figure is computed'],
  ],
  배은지: [
    ['/plan/today', '시간대별 인원', 'People by interval'],
    ['/plan/forecast', '예측 근거', 'How it was made'],
    ['/plan/schedule', '모든 규칙 준수', 'Every rule is kept'],
    ['/plan/requests', '답을 기다리는 요청이 없습니다.', 'Nothing waits for an answer.'],
    ['/plan/adherence', '일별', 'By day'],
    ['/plan/capacity', '새 창구', 'A new desk'],
    ['/plan/what-if', '아직 들어온 상담이 없습니다', 'Nobody has come yet'],
    ['/plan/settings', '서비스 목표', 'Promise'],
    ['/setup/triage', '배달이 늦어요', 'My delivery is late'],
    ['/setup/learning', '사유별 예시', 'Examples by reason'],
    ['/setup/skills', '스킬 추가', 'Add a skill'],
    ['/setup/people', '김미나', '김미나'],
    ['/setup/hours', '상담 시간', 'Hours'],
    ['/setup/policy', '정책', 'Policy'],
    ['/setup/bot', '흐름 시험', 'Scripted tests'],
    ['/setup/shadow', '초안 모의 적용', 'Run the draft in the shadow'],
    ['/setup/sites', 'baedal', 'baedal'],
    ['/setup/import', '고객', 'Customers'],
    ['/setup/models', '가려지는 내용', 'What is cut'],
    ['/setup/webhooks', '웹훅 추가', 'Add a webhook'],
    ['/setup/versions', '변경 이력', 'Who changed what'],
  ],
}

for (const [who, hers] of Object.entries(screens))
  for (const { language, first, theme, then } of looks)
    test(`every screen of ${who}, ${language}, ${theme}`, async ({ browser }) => {
      const page = await seat(browser, who)
      await page.setViewportSize(first)
      await speak(page, language)
      for (const [path, ko, en] of hers) {
        await open(page, path, language === 'ko' ? ko : en)
        await fits(page)
        await accessible(page, [theme])
        await page.setViewportSize(then)
        await fits(page)
        await page.setViewportSize(first)
      }
      await page.setViewportSize(desk)
      await speak(page, 'ko')
    })

test('a customer is found, her past is read, and what is hers is shown only with a reason', async ({ browser }) => {
  const page = await seat(browser, '조현우')
  await open(page, '/customers', '고객 찾기')
  await page.getByRole('searchbox', { name: '고객 찾기' }).fill('장우진')
  await page.getByRole('button', { name: '찾기', exact: true }).click()
  await page.getByRole('navigation', { name: '고객' }).getByRole('link').first().click()
  await expect(page.getByRole('heading', { name: '지난 상담 전체' })).toBeVisible()
  const about = page.getByRole('complementary', { name: '고객 정보' })
  await expect(about.getByText(/^010\*+\d{4}$/)).toBeVisible()
  await expect(about.getByText(/^010-?\d{4}-?\d{4}$/)).toHaveCount(0)
  await accessible(page)
  const show = about.getByRole('button', { name: /^장.+ 님 전화번호 보기$/ })
  await show.click()
  await about.getByLabel(/필요한 이유/).fill('콜백 번호 확인')
  await show.click()
  await expect(about.getByText(/^010-?\d{4}-?\d{4}$/)).toBeVisible()
})

test('an article is written, found by its first consonants and read', async ({ browser }) => {
  const page = await seat(browser, '조현우')
  const list = page.getByRole('navigation', { name: '지식' })
  await open(page, '/knowledge/new', '제목 (한국어)')
  await page.getByLabel('제목 (한국어)').fill('우산 대여 안내')
  await page.getByLabel('제목 (영어').fill('Borrowing an umbrella')
  await page.getByLabel('한국어', { exact: true }).fill('가게 입구의 우산함에서 빌려 주세요.')
  await page.getByLabel('배달이 늦어요').check()
  await page.getByRole('button', { name: '저장' }).click()
  await expect(page.getByRole('heading', { name: '우산 대여 안내' })).toBeVisible()
  // A draft is found by those who write, and by nobody else until it is published.
  await page.getByRole('searchbox', { name: '지식 찾기' }).fill('ㅇㅅㄷㅇ')
  await expect(list.getByRole('link')).toHaveText([/우산 대여 안내\s*작성 중/])
  const agent = await seat(browser, '김미나')
  await open(agent, '/knowledge?q=ㅇㅅㄷㅇ', '일치하는 문서가 없습니다.')
  await page.getByRole('button', { name: '고치기' }).click()
  await page.getByLabel('상태', { exact: true }).selectOption('published')
  await page.getByRole('button', { name: '저장' }).click()
  await expect(page.getByText('2판')).toBeVisible()
  await open(agent, '/knowledge', '우산 대여 안내')
  await agent.getByLabel('접촉사유').selectOption({ label: '환불은 언제 되나요' })
  await expect(agent.getByRole('navigation', { name: '지식' }).getByRole('link')).toHaveText([/환불은 언제 되나요/])
  await expect(agent.getByRole('button', { name: '새 문서' })).toHaveCount(0)
  await accessible(page)
  // However slowly one types, the field stays, and back brings the words that were looked for.
  const field = agent.getByRole('searchbox', { name: '지식 찾기' })
  await open(agent, '/knowledge', '우산 대여 안내')
  await field.focus()
  for (const words of ['우', '우산', '우산 대여']) {
    await agent.keyboard.insertText(words.slice((await field.inputValue()).length))
    await expect.poll(() => new URL(agent.url()).searchParams.get('q')).toBe(words)
    await expect(agent.getByRole('navigation', { name: '지식' }).getByRole('link')).toHaveText([/우산 대여 안내/])
    await expect(field).toBeFocused()
  }
  await agent.getByRole('navigation', { name: '지식' }).getByRole('link').click()
  await expect(agent.getByRole('heading', { name: '우산 대여 안내' })).toBeVisible()
  await field.fill('쿠폰')
  await expect.poll(() => new URL(agent.url()).searchParams.get('q')).toBe('쿠폰')
  await agent.goBack()
  await expect(field).toHaveValue('우산 대여')
})

test('what is written and not saved is there again', async ({ browser }) => {
  const page = await seat(browser, '조현우')
  await open(page, '/knowledge/new', '제목 (한국어)')
  const title = page.getByLabel('제목 (한국어)')
  await title.fill('쓰다 만 문서')
  await open(page, '/customers', '고객 찾기')
  page.once('dialog', dialog => void dialog.accept())
  await page.reload()
  await open(page, '/knowledge/new', '쓰던 글을 이어서 씁니다.')
  await expect(title).toHaveValue('쓰다 만 문서')
  await page.getByRole('button', { name: '처음부터' }).click()
  await expect(title).toHaveValue('')

  const admin = await seat(browser, '배은지')
  await open(admin, '/setup/policy', '배정 제안')
  const shown = admin.getByLabel('표시 시간(초)')
  await admin.route('**/api/setup/draft', route => (route.request().method() === 'PUT' ? route.abort() : route.continue()))
  await shown.fill('25')
  await open(admin, '/setup/hours', '아직 저장되지 않음')
  await expect(admin.getByRole('alert')).toContainText('연결하지 못했습니다')
  await admin.unroute('**/api/setup/draft')
  await admin.getByRole('button', { name: '다시 시도' }).click()
  await expect(admin.getByText('초안 저장됨')).toBeVisible()
  await admin.reload()
  await open(admin, '/setup/policy', '배정 제안')
  await expect(shown).toHaveValue('25')
})

test('the next break is on a phone, too, and changes with the plan', async ({ browser }) => {
  const page = await seat(browser, '김미나')
  await page.setViewportSize(phone)
  // Whatever the demo's plan has for her at this hour, the meal she may be in among it.
  const plan = async (next_break: object | null) =>
    page.route('**/api/me', async route => route.fulfill({ json: { ...(await (await route.fetch()).json()), next_break } }))
  await plan(null)
  await page.reload()
  await open(page, '/desk', '내 상담')
  await expect(page.getByText('예정된 휴식 없음')).toBeVisible()
  await page.unroute('**/api/me')
  await plan({ at: Date.now() + 60_000, until: Date.now() + 600_000, because: 'meal' })
  await page.getByRole('combobox', { name: '내 상태' }).selectOption('training')
  await expect(page.getByText(/^\d+:\d+ ·\s식사 오[전후]/)).toBeVisible()
  await fits(page)
  await accessible(page)
  await page.unroute('**/api/me')
  await page.setViewportSize(desk)
  await open(page, '/me', '연속한 힘든 상담')
})

test('a heading of a report says how its column is computed', async ({ browser }) => {
  const page = await seat(browser, '조현우')
  await page.route('**/api/report?*', async route => {
    const values = { contacts: 8, offered: 8, answered: 6, response_rate: 750 }
    const rows = [{ key: '1', label: { ko: '적은 것', en: '' }, values: { ...values, contacts: 2, offered: 2 } }, { key: '2', label: { ko: '많은 것', en: '' }, values }]
    await route.fulfill({ json: { from: 0, to: 1, zone: 'Asia/Seoul', by: 'reason', as_of: Date.UTC(2026, 10, 24), rows } })
  })
  await open(page, '/insight/reason', '많은 것')
  const rows = page.getByRole('rowheader')
  await expect(rows).toHaveText(['많은 것', '적은 것'])
  const heading = page.getByRole('button', { name: '응대율' })
  await heading.focus()
  await expect(heading).toHaveAccessibleDescription(/응대 ÷ 인입 · 정의 \d+판/)
  await expect(page.getByText(/응대 ÷ 인입/).filter({ visible: true })).toBeVisible()
  await page.getByRole('button', { name: '상담 건' }).press('Enter')
  await expect(rows).toHaveText(['적은 것', '많은 것'])
  await accessible(page)
  await page.unroute('**/api/report?*')
})

test('the palette finds screens, articles and customers', async ({ browser }) => {
  const page = await seat(browser, '조현우')
  const look = async (query: string) => {
    await page.keyboard.press('Control+k')
    await page.getByRole('combobox', { name: '찾기·실행' }).fill(query)
  }
  await look('ㅋㅍ')
  await page.getByRole('option', { name: /쿠폰이 적용되지 않을 때/ }).click()
  await expect(page.getByRole('heading', { name: '쿠폰이 적용되지 않을 때' })).toBeVisible()
  await look('장우진')
  await page.getByRole('option', { name: '고객 찾기: 장우진' }).click()
  await expect(page.getByRole('navigation', { name: '고객' }).getByRole('link')).toHaveCount(1)
  await look('분석')
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/insight/)
})

test('pictures', async ({ browser }) => {
  test.skip(!pictures, 'only with PICTURES')
  const picture = (page: Page, name: string) => page.screenshot({ path: `../docs/pictures/${name}.png` })
  const page = await seat(browser, '조현우')
  await page.waitForTimeout(60_000)
  await page.reload()
  await open(page, '/floor', '서비스 레벨')
  await picture(page, 'floor')
  await open(page, '/insight/reason', '지표 계산 방법')
  await picture(page, 'insight')
  await open(page, '/knowledge', '환불은 언제 되나요')
  await page.getByRole('link', { name: /환불은 언제 되나요/ }).click()
  await expect(page.getByRole('heading', { name: '안내 순서' })).toBeVisible()
  await picture(page, 'knowledge')
  await open(page, '/customers?q=장우진', /^010/)
  await page.getByRole('navigation', { name: '고객' }).getByRole('link').first().click()
  await expect(page.getByRole('heading', { name: '지난 상담 전체' })).toBeVisible()
  await picture(page, 'customers')
  const agent = await seat(browser, '오지민')
  await open(agent, '/me', '로그인한 곳')
  await picture(agent, 'me')
  await open(agent, '/me/shifts', '캘린더 연결')
  await picture(agent, 'shifts')
  const planner = await seat(browser, '배은지')
  await open(planner, '/plan/schedule', '모든 규칙 준수')
  await picture(planner, 'plan')
})
