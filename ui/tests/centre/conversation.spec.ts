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
