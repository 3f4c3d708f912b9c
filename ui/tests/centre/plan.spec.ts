import { expect, test, type Browser, type Page } from '@playwright/test'
import { accessible } from '../axe.ts'
import { Server } from './server.ts'

// A roster is made and published, a shift given away and taken, leave asked for and approved, shifts, contracts and sites are
// entered: by keyboard and pointer, on the built program.

test.describe.configure({ mode: 'serial' })
test.setTimeout(90_000)

const server = new Server(4174, { quiet: true })
test.beforeAll(() => server.start())
test.afterAll(() => server.stop())

async function seat(browser: Browser, name: string, path: string) {
  const page = await (await browser.newContext()).newPage()
  await page.goto(server.link(name))
  await page.getByRole('button', { name: '로그인' }).click()
  await expect(page.getByRole('navigation').first()).toBeVisible()
  await page.goto(`${server.url}${path}`)
  return page
}

/** Monday three weeks on: its draft of the demo is not published. */
function later(weeks: number) {
  const at = new Date(Date.now() + 9 * 3_600_000)
  at.setUTCDate(at.getUTCDate() - ((at.getUTCDay() + 6) % 7) + weeks * 7)
  return at.toISOString().slice(0, 10)
}

let planner: Page
test('a roster is searched with its progress, published, and reaches its people', async ({ browser }) => {
  planner = await seat(browser, '배은지', `/plan/schedule/${later(3)}`)
  await planner.getByRole('button', { name: '근무표 편성' }).last().click()
  const dialog = planner.getByRole('dialog')
  await dialog.getByLabel('탐색 시간(초)').fill('2')
  await accessible(planner, ['light'])
  await dialog.getByRole('button', { name: '편성 시작' }).click()
  await expect(dialog.getByRole('progressbar')).toBeVisible()
  await expect(dialog).toBeHidden({ timeout: 20_000 })
  await planner.getByRole('button', { name: '게시', exact: true }).click()
  // Which days, how many people, and that nothing was published for them, is said first.
  await expect(dialog.getByText('처음 게시하는 날 7일')).toBeVisible()
  await expect(dialog.getByText(/\d+명/).first()).toBeVisible()
  await accessible(planner, ['light'])
  await dialog.getByRole('button', { name: '게시', exact: true }).click()
  await expect(planner.getByRole('combobox', { name: '근무표' })).toContainText('시행 중')

  const mina = await seat(browser, '김미나', `/me/shifts/${later(3)}`)
  await expect(mina.getByText('아직 게시 전')).toHaveCount(0)
  await expect(mina.locator('.bar').first()).toBeVisible()
})

test('what a change would do is told before it is made, and who made it is kept', async () => {
  const grid = planner.locator('.grid')
  // Somebody who works on the day: she may be off, whatever else the rules leave.
  const her = grid.locator('.line:has([data-kind="bar"])').first().getByRole('button').first()
  const name = (await her.innerText()).trim().split('\n')[0]!
  await her.click()
  const dialog = planner.getByRole('dialog')
  const shift = dialog.getByLabel('근무', { exact: true })
  const now = await shift.inputValue()
  // What else she may work depends on the day the test runs: anything will do.
  const others = () => shift.locator('option').evaluateAll((all, now) => all.map(one => (one as HTMLOptionElement).value).filter(value => value !== now), now)
  await expect.poll(async () => (await others()).length).toBeGreaterThan(0)
  await shift.selectOption((await others())[0]!)
  await expect(dialog.getByText('부족 시간')).toBeVisible()
  await accessible(planner, ['light'])
  await dialog.getByRole('button', { name: '변경', exact: true }).click()
  await expect(dialog).toBeHidden()
  await planner.getByText('변경 이력').click()
  await expect(planner.getByText(new RegExp(`배은지.*${name}|#\\d+: ${name}`))).toBeVisible()
})

/** Somebody of the day who may work any of the four full shifts, and where her bar lies. */
async function fullTimer() {
  const bar = planner.locator('.line:has([title="정규 주5일"]) [data-kind="bar"]').first()
  await bar.scrollIntoViewIfNeeded()
  const text = (await bar.getAttribute('aria-valuetext'))!
  return { bar, text, start: Number(text.slice(3, 5)), box: (await bar.boundingBox())! }
}
const dialog = () => planner.getByRole('dialog')
const effect = () => expect(dialog().getByText('부족 시간')).toBeVisible()

test('a bar is dragged with the mouse: cancelled it stays, confirmed it lies there', async () => {
  const { bar, text, start, box } = await fullTimer()
  const to = start === 9 ? 11 : 9
  const drag = async () => {
    await planner.mouse.move(box.x + 6, box.y + 13)
    await planner.mouse.down()
    await planner.mouse.move(box.x + 6 + ((to - start) * 30 * box.width) / 540, box.y + 13)
    // Not quite where it snaps to.
    await planner.mouse.move(box.x + 6 + (((to - start) * 60 - 20) * box.width) / 540, box.y + 13)
    await planner.mouse.up()
  }
  await drag()
  await effect()
  await expect(dialog().getByLabel('근무', { exact: true })).toHaveValue(String(to).padStart(2, '0'))
  await accessible(planner)
  await dialog().getByRole('button', { name: '취소' }).click()
  await expect(bar).toHaveAttribute('aria-valuetext', text)
  await expect(bar).toBeFocused()
  await drag()
  await effect()
  await dialog().getByRole('button', { name: '변경', exact: true }).click()
  await expect(dialog()).toBeHidden()
  await expect(bar).toHaveAttribute('aria-valuetext', new RegExp(`^${String(to).padStart(2, '0')} `))
})

test('the same by keyboard, for a bar and for a break', async () => {
  const { bar, text } = await fullTimer()
  await bar.focus()
  await planner.keyboard.press('ArrowLeft')
  await expect(bar).not.toHaveAttribute('aria-valuetext', text)
  await expect(planner.locator('.hint').getByRole('status')).toContainText('Enter 확인')
  await planner.keyboard.press('Escape')
  await expect(bar).toHaveAttribute('aria-valuetext', text)
  await planner.keyboard.press('Home')
  await planner.keyboard.press('Enter')
  await effect()
  await dialog().getByRole('button', { name: '변경', exact: true }).click()
  await expect(bar).toHaveAttribute('aria-valuetext', '07 07:00–16:00')
  await expect(bar).toBeFocused()

  await planner.keyboard.press('Tab')
  const pause = planner.locator('[data-kind="pause"]:focus')
  const lay = (await pause.getAttribute('aria-valuetext'))!
  const first = lay.startsWith('08:30')
  await planner.keyboard.press(first ? 'End' : 'Home')
  await planner.keyboard.press('Enter')
  await effect()
  await expect(dialog().getByText('휴식:')).toBeVisible()
  await accessible(planner)
  await dialog().getByRole('button', { name: '변경', exact: true }).click()
  await expect(pause).toHaveAttribute('aria-valuetext', first ? '09:00–09:30' : '08:30–09:00')
  // The changes, looked at above, are still open.
  await expect(planner.getByText(first ? /07 08:30.*→ 07 09:00/ : /07 09:00.*→ 07 08:30/)).toBeVisible()
})

test('leave is asked for and approved with its effect in sight', async ({ browser }) => {
  const seoyeon = await seat(browser, '이서연', `/me/shifts/${later(1)}`)
  await seoyeon.locator('.days button:not(:disabled):not(.none)').first().click()
  const dialog = seoyeon.getByRole('dialog')
  await dialog.getByRole('radio', { name: '휴가 신청' }).check()
  await dialog.getByLabel('메모').fill('가족 행사')
  await accessible(seoyeon, ['light'])
  await dialog.getByRole('button', { name: '요청', exact: true }).click()
  await expect(seoyeon.getByText('답변 대기')).toBeVisible()

  await planner.goto(`${server.url}/plan/requests`)
  await expect(planner.getByText('가족 행사')).toBeVisible()
  await accessible(planner, ['light'])
  await planner.getByLabel('모두 선택').check()
  await planner.getByRole('button', { name: '1건 승인' }).click()
  await expect(planner.getByText('답을 기다리는 요청이 없습니다.')).toBeVisible()
  await seoyeon.reload()
  await expect(seoyeon.getByText('승인', { exact: true })).toBeVisible()
})

test('agreeing to a swap shows both shifts with their hours, and only then does it', async ({ browser }) => {
  const haeun = await seat(browser, '정하은', `/me/shifts/${later(1)}`)
  await haeun.locator('.days button:not(:disabled):not(.none)').first().click()
  const asking = haeun.getByRole('dialog')
  // Links of seats work once: whoever was not there before.
  const offers = asking.locator('.list label').filter({ hasNotText: /김미나|이서연/ })
  const offer = (await offers.first().innerText()).split(' · ')[0]!
  await offers.first().click()
  await asking.getByRole('button', { name: '요청', exact: true }).click()
  await expect(haeun.getByText(`${offer} 님에게 교환 요청`)).toBeVisible()

  const other = await seat(browser, offer, `/me/shifts/${later(1)}`)
  const row = other.getByRole('listitem').filter({ hasText: '정하은 님의 교환 요청' })
  await expect(row).not.toContainText(offer)
  await row.getByRole('button', { name: '확인 후 수락' }).click()
  const agreeing = other.getByRole('dialog')
  await expect(agreeing.getByRole('definition')).toHaveText([/\d\d:\d\d–\d\d:\d\d/, /\d\d:\d\d–\d\d:\d\d/])
  await accessible(other)
  await agreeing.getByRole('button', { name: '수락', exact: true }).click()
  await expect(agreeing).toBeHidden()
  await expect(row).toContainText(/승인|관리자 확인 대기/)
  await expect(row).toContainText(/\d\d:\d\d–\d\d:\d\d ↔ .*\d\d:\d\d–\d\d:\d\d/)
})

test('a shift, a contract that has it and a site are entered, corrected where they are wrong, and saved', async () => {
  await planner.goto(`${server.url}/plan/settings`)
  await planner.getByRole('button', { name: '근무 형태 추가' }).click()
  const shift = planner.locator('details[open]').filter({ hasText: '새 항목 삭제' })
  await shift.getByLabel('이름').fill('야간 보조')
  const added = planner.locator('details').filter({ has: planner.locator('summary', { hasText: /^야간 보조/ }) })
  await added.getByLabel('시작 시각').fill('20:00')
  await added.getByLabel('길이', { exact: true }).fill('4:00')
  const pause = added.getByRole('group', { name: '휴게 1' })
  await pause.getByLabel('길이(분)').fill('30')
  await pause.getByLabel('시작 가능 시각').fill('1:30 2:00')
  const contract = planner.locator('details').filter({ has: planner.locator('summary', { hasText: /^정규 주5일/ }) })
  await contract.locator('summary').click()
  await contract.getByRole('checkbox', { name: '야간 보조' }).check()
  await planner.getByRole('button', { name: '근무지 추가' }).click()
  const site = planner.getByRole('group', { name: '근무지 1' })
  await site.getByLabel('이름').fill('본사')
  await site.getByLabel('좌석 수').fill('10')

  // Nobody's program reads it so: it is said at the field, and the field has the focus.
  const save = planner.getByRole('button', { name: '저장', exact: true })
  await save.click()
  await expect(pause.getByText('쉼표로 나눠')).toBeVisible()
  await expect(pause.getByLabel('시작 가능 시각')).toBeFocused()
  // What can be read and cannot be is said by the server, at the same place.
  await pause.getByLabel('시작 가능 시각').fill('1:30, 4:00')
  await save.click()
  await expect(pause.getByText('근무가 끝나기 전에')).toBeVisible()
  await pause.getByLabel('시작 가능 시각').fill('1:30, 2:00')
  await accessible(planner, ['light'])
  // Days and hours that contradict each other are marked where they stand, and said with the figures.
  const [least, most] = [contract.getByLabel('주 근무시간, 최소'), contract.getByLabel('주 근무시간, 최대')]
  // What was opened is open still, though saving was refused twice.
  await expect(least).toBeVisible()
  await least.fill('0')
  await most.fill('10')
  await save.click()
  await expect(planner.getByRole('alert').getByText('근무 일수와 시간이 모순됩니다')).toBeVisible()
  await expect(contract.getByLabel('주 근무일, 최소')).toHaveAttribute('aria-invalid', 'true')
  await expect(least).toHaveAttribute('aria-invalid', 'true')
  await least.fill('')
  await most.fill('')
  await save.click()
  await expect(planner.getByText('저장했습니다.')).toBeVisible()

  await planner.reload()
  await expect(added.locator('summary')).toContainText('20:00~24:00, 매일')
  await expect(contract.locator('summary')).toContainText('야간 보조')
  await expect(site.getByLabel('좌석 수')).toHaveValue('10')
  await planner.getByLabel('근무지: 김미나').selectOption('본사')
  await planner.getByRole('group', { name: '재택 요일: 김미나' }).getByRole('checkbox', { name: '월' }).check()
  await expect(site.getByText('1명')).toBeVisible()
  await planner.reload()
  await expect(planner.getByRole('group', { name: '재택 요일: 김미나' }).getByRole('checkbox', { name: '월' })).toBeChecked()

  // The law protects her from every shift of a contract of nights: said at her line, and not kept.
  const [terms, law] = [planner.getByLabel('계약: 김미나'), planner.getByLabel('법정 보호: 김미나')]
  const usual = await terms.inputValue()
  await Promise.all([planner.waitForResponse(/\/api\/plan\/people\//), terms.selectOption('야간 주5일')])
  await law.selectOption('임신 중')
  const line = planner.getByRole('listitem').filter({ has: planner.getByText('김미나', { exact: true }) })
  await expect(line.getByRole('alert')).toContainText(/저장하지 않았습니다.*제70조/)
  await expect(law).toHaveValue('')
  await terms.selectOption(usual)
  await expect(line.getByRole('alert')).toHaveCount(0)
})
