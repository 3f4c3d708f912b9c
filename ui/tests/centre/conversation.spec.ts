import { expect, test, type Browser, type Page } from '@playwright/test'
import { accessible } from '../axe.ts'
import { Server } from './server.ts'

// A customer, an agent and a supervisor in three windows, on the built program; then the power is cut.

test.describe.configure({ mode: 'serial' })
test.setTimeout(90_000)

const server = new Server(4178)
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

test('a conversation survives a power cut', async ({ browser }) => {
  const agent = await seat(browser, '김미나')
  await agent.getByRole('combobox').first().selectOption('ready')

  const supervisor = await seat(browser, '조현우')
  await supervisor.goto(`${server.url}/floor`)
  await expect(supervisor.getByText('김미나').first()).toBeVisible()

  const admin = await seat(browser, '배은지')
  await admin.goto(`${server.url}/setup/sites`)
  await admin.getByRole('checkbox', { name: /만족도/ }).check()

  const customer = await (await browser.newContext({ viewport: { width: 390, height: 844 } })).newPage()
  await customer.goto(`${server.url}/c/baedal`)
  await accessible(customer)
  await picture(customer, 'customer')
  await customer.getByRole('searchbox').fill('ㅂㄷㅇ')
  await customer.getByRole('button', { name: /배달이 늦어요/ }).click()
  await expect(customer.getByRole('heading', { name: '배달이 늦어요' })).toBeVisible()
  await expect(customer.getByRole('button', { name: '상담사 연결' })).toBeVisible()
  await accessible(customer)
  await customer.getByRole('button', { name: '채팅 상담' }).click()
  await customer.getByRole('textbox', { name: '메시지 쓰기' }).fill('30분이 지났는데 아직 안 왔어요')
  await customer.getByRole('button', { name: '보내기' }).click()

  await agent.getByRole('button', { name: /받기/ }).click()
  await expect(agent.getByText('30분이 지났는데 아직 안 왔어요').first()).toBeVisible()
  const composer = agent.getByRole('combobox', { name: /고객에게/ })
  await composer.fill('안녕하세요, 바로 확인해 볼게요.')
  await composer.press('Enter')
  await expect(customer.getByText('안녕하세요, 바로 확인해 볼게요.')).toBeVisible()
  // Customers only ever see the alias.
  await expect(customer.getByText('나무').first()).toBeVisible()
  await expect(customer.getByText('김미나')).toHaveCount(0)
  await accessible(agent)
  await picture(agent, 'desk')
  await expect(supervisor.getByRole('link', { name: '배달이 늦어요' }).first()).toBeVisible()
  await accessible(supervisor)

  await server.kill()
  await server.start()

  await customer.getByRole('textbox', { name: '메시지 쓰기' }).fill('아직 계신가요?')
  await customer.getByRole('button', { name: '보내기' }).click()
  await expect(agent.getByText('아직 계신가요?').first()).toBeVisible({ timeout: 30_000 })
  await composer.fill('네, 여기 있어요.')
  await composer.press('Enter')
  await expect(customer.getByText('네, 여기 있어요.')).toBeVisible({ timeout: 30_000 })

  await agent.getByRole('button', { name: '종료', exact: true }).click()
  await expect(customer.getByText('상담이 끝났어요')).toBeVisible()
  await accessible(customer)
  await agent.getByRole('button', { name: '저장하고 다음' }).click()
  // The second question comes after the first, and may be left out.
  await expect(customer.getByText('상담에 얼마나 만족하셨나요?')).toHaveCount(0)
  await customer.getByText('매우 쉬웠어요').click()
  await customer.getByText('만족해요', { exact: true }).click()
  await accessible(customer)
  const answered = customer.waitForRequest(/\/contact\/survey$/)
  await customer.getByRole('button', { name: '보내기' }).click()
  expect((await answered).postDataJSON()).toMatchObject({ ease: 7, satisfaction: 4 })
  await expect(customer.getByText(/고마워요/)).toBeVisible()
})

// The server's part of it is in the tests of the API; here it says what it would.
test('what the bot asks beside the conversation is typed, confirmed and taken back by keyboard', async ({ browser }) => {
  const page = await (await browser.newContext({ viewport: { width: 390, height: 844 } })).newPage()
  const words = (ko: string) => ({ ko, en: ko })
  const contact = (acts: object | null) => ({ id: 7, state: 'with_bot', channel: 'chat', reason: null, options: [], article: null, with: { alias: '도우미', bot: true }, wait: null, callback: null, acts, survey: false, can_ask_person: true })
  const acts = (one: object) => ({ field: null, confirm: null, undo: [], ...one })
  const asked: unknown[] = []
  const answers = [
    { status: 422, json: { error: { code: 'invalid', message: '', fields: { value: 'invalid' } } } },
    { json: contact(acts({ confirm: { run: 9, words: words('배송지를 서울 강남구 테헤란로 ***(으)로 바꿀까요?') } })) },
    { json: contact(acts({ undo: [{ run: 9, name: words('배송지 변경'), until: Date.now() + 600_000 }] })) },
    { json: contact(acts({ confirm: { run: 10, words: words('되돌릴까요?') } })) },
    { json: contact(null) },
  ]
  await page.route('**/api/c/baedal/start', async route => {
    const start = await (await route.fetch()).json()
    await route.fulfill({ json: { ...start, contact: contact(acts({ field: { run: 9, key: 'to', name: words('새 배송지'), kind: 'address' } })) } })
  })
  await page.route('**/contact/runs/**', route => (asked.push([new URL(route.request().url()).pathname.slice(13), route.request().postDataJSON()]), route.fulfill(answers[asked.length - 1])))
  await page.goto(`${server.url}/c/baedal`)
  const field = page.getByRole('textbox', { name: '새 배송지' })
  await expect(field).toHaveAccessibleDescription(/대화에 남지 않고/)
  await field.fill('서울')
  await field.press('Enter')
  await expect(field).toHaveAccessibleDescription(/시·도부터/)
  await accessible(page)
  await field.fill('서울 강남구 테헤란로 152')
  await field.press('Enter')
  await expect(page.getByRole('group', { name: '확인해 주세요' })).toBeFocused()
  await accessible(page)
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: '‘배송지 변경’ 되돌리기' }).press('Enter')
  await expect(page.getByRole('group', { name: '확인해 주세요' })).toBeFocused()
  await page.getByRole('button', { name: '네, 진행할게요' }).press('Enter')
  await expect(page.getByRole('group')).toHaveCount(0)
  expect(asked.slice(1)).toEqual([
    ['/contact/runs/9/value', { key: 'to', value: '서울 강남구 테헤란로 152' }],
    ['/contact/runs/9/answer', { yes: true }],
    ['/contact/runs/9/undo', {}],
    ['/contact/runs/10/answer', { yes: true }],
  ])
})

test('setup is checked, published and rolled back', async ({ browser }) => {
  const admin = await seat(browser, '배은지')
  await admin.goto(`${server.url}/setup/triage`)
  await admin.getByRole('button', { name: '쿠폰·포인트' }).click()
  await picture(admin, 'setup')
  await accessible(admin)
  await admin.getByLabel('보통 걸리는 시간(분)').fill('6')
  await admin.getByLabel('보통 걸리는 시간(분)').blur()
  await admin.getByRole('button', { name: /게시/ }).click()
  await expect(admin.getByRole('heading', { name: '게시할 수 있음' })).toBeVisible()
  await admin.getByLabel('무엇을 왜 바꿨는지').fill('쿠폰 상담이 길어짐')
  await admin.getByRole('button', { name: '게시', exact: true }).click()
  // Going on at once would break the request off.
  await expect(admin.getByText('게시된 것과 같음')).toBeVisible()
  await admin.goto(`${server.url}/setup/versions`)
  await expect(admin.getByText('쿠폰 상담이 길어짐')).toBeVisible()
  await admin.getByRole('button', { name: '되돌리기' }).last().click()
  await expect(admin.getByText(/1판 복원/).first()).toBeVisible()
})
