import { expect, test, type Page, type WebSocketRoute } from '@playwright/test'
import { accessible, desk, fits, phone } from '../axe.ts'

// The board with 500 people, served by the test: what changes is drawn again, and nothing else.

const NOON = Date.UTC(2026, 10, 23, 5, 30)
const COUNT = 500
const words = (text: string) => ({ ko: text, en: text })
const reason = { id: 1, name: words('배달 지연') }
const name = (id: number) => `상담사 ${String(id).padStart(3, '0')}`

const person = (id: number, presence = 'ready', contacts: unknown[] = []) => ({
  agent: { id, name: name(id), alias: `별명 ${id}`, bot: false },
  presence: { presence, since: NOON - id * 1_000, cause: 'own', connected: true },
  contacts, capacity: 100, load: contacts.length * 30, hard_in_a_row: 0, rest_due_since: null,
})
const talk = (contact: number) => ({ contact, channel: 'chat', reason, since: NOON - 5_000, state: 'talking' })

const figures = {
  waiting: 3, longest_wait_since: NOON - 70_000, service_level_permille: 710, service_level_target_permille: 800,
  free_agents: 400, staffed_agents: 500, talking: 100, callbacks_due_next_hour: 2, protection_open: 1,
}
const queue = (id: number, waiting: number) => ({
  reason: { id, name: words(`사유 ${id}`) }, waiting, longest_wait_since: waiting ? NOON - id * 10_000 : null, target_ms: 30_000, service_level_permille: 900,
  free: 4, staffed: 9, offered: 20, answered: 18, abandoned: 1, callbacks_due: 0, proposal: id === 12 ? { type: 'offer_callbacks', waiting } : null,
})
const alert = { id: 1, kind: 'wait_too_long', state: 'open', since: NOON - 90_000, reason, contact: 7, agent: null, note: null, by: null }
const floor = (count: number) => ({
  as_of: NOON, figures, alerts: [alert],
  queues: Array.from({ length: 12 }, (_, at) => queue(at + 1, at % 4 === 3 ? 2 : 0)),
  people: Array.from({ length: count }, (_, at) => person(at + 1)),
})

async function board(page: Page, count = COUNT) {
  let socket: WebSocketRoute | undefined
  await page.clock.setFixedTime(NOON)
  await page.route('**/api/floor', route => route.fulfill({ json: floor(count) }))
  await page.routeWebSocket('**/api/live', at => void (socket = at))
  await page.goto('/gallery.html?page=floor')
  await expect(people(page)).toHaveCount(count)
  return (rows: unknown[]) =>
    socket?.send(JSON.stringify({ type: 'floor', diff: { as_of: NOON, whole: false, figures: null, queues: [], people: rows, people_gone: [] } }))
}

const people = (page: Page) => page.getByRole('region', { name: '상담사' }).locator('tbody tr')

test('twenty changes among 500 people draw twenty rows again and keep every node', async ({ page }) => {
  const push = await board(page)
  await people(page).evaluateAll(rows => {
    const touched = new Set<number>()
    rows.forEach((row, at) => ((row as any).place = at))
    new MutationObserver(seen => {
      for (const { target } of seen) {
        const row = (target instanceof Element ? target : target.parentElement)?.closest('tr')
        touched.add((row as any)?.place ?? -1)
      }
    }).observe(rows[0]!.parentElement!, { childList: true, subtree: true, characterData: true, attributes: true })
    ;(window as any).touched = touched
  })
  const changed = Array.from({ length: 20 }, (_, at) => at * 25 + 3)
  for (const id of changed) push([person(id, 'ready', [talk(9_000 + id)])])
  await expect(people(page).getByRole('link', { name: '배달 지연' })).toHaveCount(20)
  // The same words again: nothing to draw.
  push([person(500)])
  push([person(changed[0]!, 'ready', [talk(9_000 + changed[0]!), talk(8_000)])])
  await expect(people(page).getByRole('link', { name: '배달 지연' })).toHaveCount(21)

  expect(await page.evaluate(() => [...(window as any).touched].sort((a, b) => a - b))).toEqual(changed.map(id => id - 1))
  expect(await people(page).evaluateAll(rows => rows.every((row, at) => (row as any).place === at))).toBe(true)
})

test('rows do not move under the pointer, and do two seconds after it has gone', async ({ page }) => {
  const push = await board(page)
  const first = people(page).first()
  await first.hover()
  push([person(1, 'offline')])
  await expect(first).toContainText('퇴근')
  await expect(first).toContainText(name(1))
  await page.mouse.move(5, 5)
  await expect(people(page).last()).toContainText(name(1))
})

test('a state is changed by keyboard, chosen first and confirmed then', async ({ page }) => {
  await board(page, 30)
  const asked: unknown[] = []
  await page.route('**/api/floor/agents/2/presence', route => (asked.push(route.request().postDataJSON()), route.fulfill({ json: person(2, 'break') })))
  const state = page.getByRole('button', { name: `상태 변경: ${name(2)}` })
  await state.focus()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('dialog', { name: `${name(2)} 님 상태` })).toBeVisible()
  await accessible(page)
  await page.keyboard.press('ArrowDown')
  await expect(page.getByRole('radio', { name: '휴식', exact: true })).toBeChecked()
  expect(asked).toEqual([])
  await expect(page.getByRole('dialog').locator('button[type=submit]')).toBeEnabled()
  await page.keyboard.press('Enter')
  await expect(people(page).nth(1)).toContainText('휴식')
  expect(asked).toEqual([{ presence: 'break' }])
  await expect(page.getByRole('dialog')).toHaveCount(0)
})

test('lines in which nobody waits step back until asked for', async ({ page }) => {
  await board(page, 30)
  const lines = page.getByRole('region', { name: '대기열' }).locator('tbody tr')
  await expect(lines).toHaveCount(5)
  await expect(lines.first()).toContainText('사유 12')
  await page.getByRole('button', { name: '7건 더' }).click()
  await expect(lines).toHaveCount(12)
})

for (const [kind, viewport] of Object.entries({ desk, phone }))
  test(`the board on a ${kind}: nothing for axe to say, nothing cut off`, async ({ page }) => {
    await page.setViewportSize(viewport)
    await board(page, 30)
    await accessible(page)
    await fits(page)
  })
