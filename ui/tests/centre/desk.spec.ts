import { expect, test, type Browser, type Page } from '@playwright/test'
import { accessible } from '../axe.ts'
import { Server } from './server.ts'

// What agents and supervisors do with a conversation, each seen from every side, on the built program.

test.describe.configure({ mode: 'serial' })
test.setTimeout(60_000)

const server = new Server(4177)
const seats: Record<string, Page> = {}
let upset: Page
test.beforeAll(() => server.start())
test.afterAll(() => server.stop())

/** Someone's own window; the same one in every test. */
async function seat(browser: Browser, name: string) {
  const taken = seats[name]
  if (taken) return taken
  const page = await (await browser.newContext()).newPage()
  await page.goto(server.link(name))
  await page.getByRole('button', { name: '로그인' }).click()
  await expect(page.getByRole('navigation').first()).toBeVisible()
  return (seats[name] = page)
}

const state = (page: Page) => page.getByRole('combobox', { name: '내 상태' })

async function customer(browser: Browser, says: string) {
  const page = await (await browser.newContext({ viewport: { width: 390, height: 844 } })).newPage()
  await page.goto(`${server.url}/c/baedal`)
  await page.getByRole('searchbox').fill('ㅂㄷㅇ')
  await page.getByRole('button', { name: /배달이 늦어요/ }).click()
  await page.getByRole('button', { name: '채팅 상담' }).click()
  await page.getByRole('textbox', { name: '메시지 쓰기' }).fill(says)
  await page.getByRole('button', { name: '보내기' }).click()
  await expect(page.getByText(says)).toBeVisible()
  return page
}

const write = (page: Page) => page.getByRole('combobox', { name: '고객에게 쓰기' })

test('accepted, answered and wrapped up without a mouse', async ({ browser }) => {
  const agent = await seat(browser, '김미나')
  await agent.keyboard.press('Control+KeyK')
  await agent.getByRole('dialog').getByRole('combobox').fill('ㅅㄷ ㄱㄴ')
  await agent.keyboard.press('Enter')
  await expect(state(agent)).toHaveValue('ready')
  const caller = await customer(browser, '한 시간째 기다려요')

  await expect(agent).toHaveTitle(/^\(1\)/)
  await agent.keyboard.press('F2')
  await expect(agent).not.toHaveTitle(/^\(/)
  await expect(write(agent)).toBeFocused()
  await agent.keyboard.type('/')
  await expect(agent.getByRole('listbox', { name: '상용구' })).toBeVisible()
  await agent.keyboard.press('Escape')
  await agent.keyboard.press('Backspace')
  await agent.keyboard.type('바로 확인할게요.')
  await expect(agent.getByText('임시 저장됨')).toBeVisible()
  await agent.reload()
  await expect(write(agent)).toHaveValue('바로 확인할게요.')
  await agent.keyboard.press('Enter')
  await expect(caller.getByText('바로 확인할게요.')).toBeVisible()

  // One article for what she said last goes into the reply by the slash, and the guide says what is next.
  await caller.getByRole('textbox', { name: '메시지 쓰기' }).fill('배달이 늦을 때 보상 기준이 궁금해요')
  await caller.getByRole('button', { name: '보내기' }).click()
  const proposed = agent.getByRole('region', { name: '추천 문서' })
  await expect(proposed.getByText('배달이 늦을 때 (상담사용)')).toBeVisible()
  await accessible(agent)
  await agent.keyboard.type('/')
  await agent.keyboard.press('Enter')
  await agent.keyboard.press('Enter')
  await expect(caller.getByText('확인할 것과 보상 기준')).toBeVisible()
  await expect(proposed).toHaveCount(0)
  const guide = agent.getByRole('region', { name: '처리 순서' })
  await guide.getByRole('button', { name: '주문 상태와 라이더 위치 확인: 완료' }).click()
  await guide.getByRole('button', { name: /20분 넘게 늦었나요\?: 예/ }).click()
  await expect(guide.getByText(/직접 결정: 지연 보상 쿠폰, .3,000까지/).first()).toBeVisible()
  await write(agent).focus()

  await agent.keyboard.type('곧 도착해요.')
  await agent.keyboard.press('Control+Enter')
  await expect(caller.getByText('곧 도착해요.')).toBeVisible()
  await expect(caller.getByText('상담이 끝났어요')).toBeVisible()
  // While it goes on the reason can be chosen beside the conversation; the wrap-up's stands in its own form.
  await expect(agent.getByRole('button', { name: '저장하고 다음' })).toBeVisible()
  await expect(agent.getByLabel('접촉사유')).toHaveValue('111')
  await expect(agent.getByLabel('요약')).toHaveValue(/한 일: 주문 상태와 라이더 위치 확인/)
  await agent.keyboard.press('Control+Enter')
  await expect(agent).toHaveURL(/\/desk$/)
})

test('on a phone the focus goes on at what came, and the wrap-up comes by itself', async ({ browser }) => {
  const agent = await seat(browser, '김미나')
  await agent.setViewportSize({ width: 390, height: 844 })
  await customer(browser, '휴대전화로 받아 주세요')
  await agent.getByRole('button', { name: /받기/ }).press('Enter')
  await expect(agent.getByRole('button', { name: '‹ 목록으로' })).toBeFocused()
  await agent.getByRole('button', { name: '고객', exact: true }).press('Enter')
  await expect(agent.getByRole('button', { name: '‹ 대화로' })).toBeFocused()
  await agent.keyboard.press('Enter')
  await expect(agent.getByRole('button', { name: '‹ 목록으로' })).toBeFocused()
  await agent.getByRole('button', { name: '종료', exact: true }).press('Enter')
  await expect(agent.getByRole('button', { name: '저장하고 다음' })).toBeVisible()
  await accessible(agent)
  await agent.keyboard.press('Control+Enter')
  await expect(agent.getByRole('navigation', { name: '내 상담' })).toBeFocused()
  await agent.setViewportSize({ width: 1440, height: 900 })
})

test('a supervisor listens and whispers unseen, joins seen, and takes over', async ({ browser }) => {
  const agent = await seat(browser, '김미나')
  const caller = await customer(browser, '왜 이렇게 늦어요')
  await agent.keyboard.press('F2')
  await expect(write(agent)).toBeFocused()

  const supervisor = await seat(browser, '조현우')
  await supervisor.goto(`${server.url}/floor`)
  await supervisor.getByRole('region', { name: '상담사' }).getByRole('link', { name: '배달이 늦어요' }).click()
  await expect(supervisor.getByText('왜 이렇게 늦어요').first()).toBeVisible()
  const refused = { error: { code: 'no_room', message: '더 받을 수 없어요.', safe: '', do: '', fields: {} } }
  await supervisor.route('**/join', route => route.fulfill({ status: 409, json: refused }))
  await supervisor.getByRole('button', { name: '듣기' }).click()
  await expect(supervisor.getByRole('alert').filter({ hasText: '더 받을 수 없어요.' })).toBeVisible()
  await supervisor.unroute('**/join')
  await supervisor.getByRole('button', { name: '듣기' }).click()
  await expect(supervisor.getByRole('alert')).toHaveCount(0)
  await expect(supervisor.getByText(/듣는 중으로 보이고/)).toBeVisible()
  await supervisor.getByRole('group', { name: '참여 방법' }).getByRole('button', { name: '귓속말' }).click()
  await expect(supervisor.getByText(/쓴 말은 상담사만/)).toBeVisible()
  await supervisor.getByRole('combobox', { name: '상담사에게만 보입니다' }).fill('쿠폰을 드려도 됩니다')
  await supervisor.keyboard.press('Enter')
  await expect(agent.getByText('쿠폰을 드려도 됩니다')).toBeVisible()
  await accessible(supervisor)

  await supervisor.getByRole('button', { name: '참여', exact: true }).click()
  await write(supervisor).fill('담당 관리자입니다.')
  await supervisor.keyboard.press('Enter')
  // What was said later has come, so what was whispered before will not.
  await expect(caller.getByText('담당 관리자입니다.')).toBeVisible()
  await expect(caller.getByText('쿠폰을 드려도 됩니다')).toHaveCount(0)
  await expect(caller.getByText('조현우')).toHaveCount(0)

  await supervisor.locator('summary', { hasText: '김미나' }).click()
  await expect(supervisor.getByText('가능한 상담사 (우선순)')).toBeVisible()
  await expect(supervisor.getByText(/제외된 상담사/)).toBeVisible()

  await supervisor.getByRole('button', { name: '이어받기' }).click()
  await supervisor.getByRole('dialog').getByRole('button', { name: '이어받기' }).click()
  await expect(supervisor).toHaveURL(/\/desk\/\d+$/)
  await write(supervisor).fill('제가 이어서 도와드릴게요.')
  await supervisor.keyboard.press('Control+Enter')
  await expect(caller.getByText('상담이 끝났어요')).toBeVisible()
  await supervisor.getByRole('button', { name: '저장하고 다음' }).click()
  await expect(supervisor).toHaveURL(/\/desk$/)
  await agent.getByRole('button', { name: '저장하고 다음' }).click()
  await expect(agent).toHaveURL(/\/desk$/)
})

test('two conversations at once stay apart, one put off comes back when she writes', async ({ browser }) => {
  const agent = await seat(browser, '김미나')
  const first = await customer(browser, '첫째 고객입니다')
  await agent.keyboard.press('F2')
  await expect(write(agent)).toBeFocused()
  const second = await customer(browser, '둘째 고객입니다')
  await agent.getByRole('button', { name: /받기/ }).click()
  const thread = agent.getByRole('listitem').filter({ has: agent.locator('div') })
  await expect(thread.filter({ hasText: '둘째 고객입니다' })).toBeVisible()
  await first.getByRole('textbox', { name: '메시지 쓰기' }).fill('첫째가 또 씁니다')
  await first.getByRole('button', { name: '보내기' }).click()
  // Her row tells of it; the other one's conversation does not.
  await expect(agent.getByRole('navigation', { name: '내 상담' }).getByText('첫째가 또 씁니다')).toBeVisible()
  await expect(thread.filter({ hasText: '첫째가 또 씁니다' })).toHaveCount(0)

  await agent.getByRole('button', { name: '보류', exact: true }).click()
  await agent.getByRole('button', { name: '30분' }).click()
  const list = agent.getByRole('navigation', { name: '내 상담' })
  await expect(list.getByRole('heading', { name: /보류/ })).toBeVisible()
  await agent.reload()
  await expect(list.getByRole('heading', { name: /보류/ })).toBeVisible()
  await list.getByText('첫째가 또 씁니다').click()
  await expect(write(agent)).toBeVisible()
  await second.getByRole('textbox', { name: '메시지 쓰기' }).fill('둘째가 다시 왔어요')
  await second.getByRole('button', { name: '보내기' }).click()
  await expect(list.getByRole('heading', { name: /보류/ })).toHaveCount(0)
  await agent.getByRole('status').filter({ hasText: '답해 보류에서 돌아왔습니다' }).getByRole('button', { name: '열기' }).click()
  await expect(thread.filter({ hasText: '둘째가 다시 왔어요' })).toBeVisible()
  await agent.getByRole('button', { name: '보류', exact: true }).click()
  await agent.getByRole('button', { name: '30분' }).click()
  await agent.getByRole('button', { name: '보류 풀기' }).click()
  await expect(list.getByRole('heading', { name: /보류/ })).toHaveCount(0)
  for (const caller of [second, first]) {
    await agent.getByRole('button', { name: '종료', exact: true }).click()
    await expect(caller.getByText('상담이 끝났어요')).toBeVisible()
    await agent.getByRole('button', { name: '저장하고 다음' }).click()
  }
})

test('a transfer to a reason takes its note along', async ({ browser }) => {
  const agent = await seat(browser, '김미나')
  const caller = (upset = await customer(browser, '환불도 궁금해요'))
  await agent.keyboard.press('F2')
  await expect(write(agent)).toBeFocused()
  await state(agent).selectOption('break')
  const next = await seat(browser, '박준호')
  await state(next).selectOption('ready')

  await agent.getByRole('button', { name: '전달' }).click()
  const dialog = agent.getByRole('dialog', { name: '전달할 곳' })
  await dialog.getByLabel('찾기').fill('ㅎㅂ')
  await dialog.getByRole('radio', { name: /환불은 언제/ }).check()
  await dialog.getByLabel('다음 상담사에게 남길 말').fill('라이더 사고로 늦음, 사과드림')
  await accessible(agent)
  await dialog.getByRole('button', { name: '전달' }).click()

  await expect(next.getByText('환불은 언제 되나요').first()).toBeVisible()
  await next.keyboard.press('F2')
  await expect(next.getByText('라이더 사고로 늦음, 사과드림')).toBeVisible()
  await expect(next.getByText('환불도 궁금해요').first()).toBeVisible()
  await expect(caller.getByText('하늘').first()).toBeVisible()
  await expect(caller.getByText('라이더 사고로 늦음')).toHaveCount(0)
  await agent.getByRole('button', { name: '저장하고 다음' }).click()
})

test('보호 ends it with a notice, gives rest and tells the supervisor', async ({ browser }) => {
  const agent = await seat(browser, '박준호')
  const supervisor = await seat(browser, '조현우')
  await agent.getByRole('button', { name: '보호' }).click()
  await agent.getByLabel(/바라는 조치/).fill('서면 경고')
  await agent.getByRole('button', { name: '상담 종료와 보호' }).click()
  await expect(upset.getByText(/상담사를 보호하기 위해 상담을 마쳤어요/)).toBeVisible()
  await expect(upset.getByText('상담이 끝났어요')).toBeVisible()
  await expect(state(agent)).toHaveValue('rest')
  await supervisor.goto(`${server.url}/floor`)
  await expect(supervisor.getByRole('region', { name: '알림' }).getByText('보호')).toBeVisible()
  await supervisor.getByRole('link', { name: '보호 사건' }).click()
  await supervisor.getByRole('link', { name: /박준호/ }).click()
  await expect(supervisor.getByText('서면 경고')).toBeVisible()
  await expect(supervisor.getByText('환불도 궁금해요')).toBeVisible()
})

test('a callback is offered at its time, dialled and recorded', async ({ browser }) => {
  const SLOT_MS = 5_000
  const admin = await seat(browser, '배은지')
  const headers = { origin: server.url }
  const draft = await (await admin.request.get(`${server.url}/api/setup/draft`)).json()
  for (const group of draft.document.groups) group.slot_ms = SLOT_MS
  const saved = await admin.request.put(`${server.url}/api/setup/draft`, { headers, data: { document: draft.document, revision: draft.revision } })
  const published = await admin.request.post(`${server.url}/api/setup/publish`, { headers, data: { revision: (await saved.json()).revision, note: '짧은 예약' } })
  expect(published.status()).toBeLessThan(300)

  const agent = await seat(browser, '임수아')
  await state(agent).selectOption('ready')
  const caller = await (await browser.newContext()).newPage()
  await caller.goto(`${server.url}/c/baedal`)
  await caller.getByRole('searchbox').fill('ㅈㅅ ㅁㅇ')
  await caller.getByRole('button', { name: /정산 문의/ }).click()
  await expect(caller.getByRole('heading', { name: '정산 문의' })).toBeVisible()
  // A slot of a few seconds would be one of thousands on the page: it is booked as the page books it.
  const slot = Math.ceil((Date.now() + 2_000) / SLOT_MS) * SLOT_MS
  const booked = await caller.evaluate(async body => {
    const visitor = Object.entries(localStorage).find(([key]) => key.includes('visitor'))?.[1] ?? ''
    const headers = { 'content-type': 'application/json', 'maru-visitor': visitor }
    return (await fetch('/api/c/baedal/contact/choose', { method: 'POST', headers, body: JSON.stringify(body) })).status
  }, { treatment: 'callback', slot, phone: '01012345678' })
  expect(booked).toBe(200)

  await expect(agent.getByText('새 상담 · 콜백')).toBeVisible({ timeout: 15_000 })
  await agent.keyboard.press('F2')
  await expect(agent.getByRole('link', { name: /전화 걸기/ })).toHaveAttribute('href', /^tel:/)
  await accessible(agent)
  await agent.getByRole('button', { name: '통화됨' }).click()
  await expect(agent.getByRole('button', { name: '통화됨' })).toHaveCount(0)
  await expect(agent.getByText('통화됨').first()).toBeVisible()
  await agent.getByRole('button', { name: '종료', exact: true }).click()
  await agent.getByRole('button', { name: '저장하고 다음' }).click()
  await expect(agent).toHaveURL(/\/desk$/)
})
