import { expect, test, type Page } from '@playwright/test'
import { accessible, desk, fits, phone } from '../axe.ts'

// What is looked up and done beside a contact: laid out, asked, done, taken back. The server is played here.

const words = (ko: string, en: string) => ({ ko, en })
const order = { key: 'order', name: words('주문 번호', 'Order'), kind: 'text', from: 'order', choices: [{ value: 'A-1001', name: words('우산', 'Umbrella') }], found: 'A-1001' }
const telephone = { key: 'phone', name: words('전화', 'Phone'), kind: 'text', from: 'customer_phone', choices: [], found: '010****5678' }
const why = { key: 'why', name: words('취소 사유', 'Why'), kind: 'text', from: 'asked', choices: [], most: 100 }
const procedures = [
  { id: 1, name: words('주문 상태 조회', 'Where the order is'), kind: 'lookup', inputs: [order, telephone] },
  { id: 2, name: words('주문 취소', 'Cancel the order'), kind: 'action', inputs: [order, why], undo_within_min: 30 },
]
const call = (sent: boolean, more = {}) => ({ step: words('주문 조회', 'Read the order'), sent, method: 'GET', url: 'https://shop.example/orders/A-1001?phone=010****5678', headers: ['authorization: Bearer ‹shop›'], ...more })
const post = (sent: boolean, more = {}) => ({ step: words('취소', 'Cancel'), sent, method: 'POST', url: 'https://shop.example/orders/A-1001/cancel', headers: [], body: '{"amount":12000,"reason":"색* 달**"}', ...more })
const common = { runner: 'agent', by: { id: 1, name: '김미나', alias: '미나', bot: false }, at: 1_764_000_000_000, values: [], undone: false, may: [], calls: [] }
const values = [{ name: words('주문 번호', 'Order'), said: words('A-1001', 'A-1001') }, { name: words('금액', 'Amount'), said: words('12,000원', '₩12,000') }]
const confirm = words('주문 A-1001(12,000원)을 취소할까요?', 'Cancel order A-1001 (₩12,000)?')
const stages: Record<string, object> = {
  dry: { state: 'dry', may: ['confirm'], confirm, calls: [call(false), post(false)] },
  asked: { state: 'asked', may: ['confirm'], confirm, values, calls: [call(false), post(false), call(true, { status: 200, took_ms: 84 })] },
  done: { state: 'done', may: ['undo'], confirm, values, answer: words('주문 A-1001을 취소했어요.', 'Order A-1001 is cancelled.'), calls: [call(true, { status: 200, took_ms: 84 }), post(true, { status: 200, took_ms: 120 })] },
  unsure: { state: 'unsure', why: 'time', may: ['again'], confirm, values, calls: [call(true, { status: 200, took_ms: 84 }), post(true, { took_ms: 3000, fault: 'time' })] },
}
const cancel = (stage: string) => ({ ...common, id: 9, procedure: 2, name: procedures[1]?.name, ...stages[stage] })
const past = { ...common, id: 3, procedure: 1, name: procedures[0]?.name, runner: 'bot', by: { id: 2, name: '도우미', alias: '도우미', bot: true }, state: 'failed', why: 'answer', about: words('상태', 'Status'), calls: [call(true, { status: 200, took_ms: 61, fault: 'answer' })] }

async function open(page: Page, query = '') {
  let stage: string | undefined
  let refuse = true
  const sent: string[] = []
  await page.route('**/api/contacts/7/**', async route => {
    const request = route.request()
    const path = new URL(request.url()).pathname.split('/contacts/7/')[1] ?? ''
    if (request.method() === 'POST') sent.push(path)
    if (path === 'runs' && refuse) {
      refuse = false
      return route.fulfill({ status: 422, json: { error: { code: 'invalid', message: '확인이 필요합니다.', safe: '바뀐 것은 없습니다.', do: '고쳐 주세요.', fields: { 'inputs.why': 'too_long' } } } })
    }
    if (path === 'runs') stage = 'dry'
    if (path === 'runs/9/confirm') stage = stage === 'dry' ? 'asked' : stage === 'asked' ? 'unsure' : 'done'
    if (path === 'procedures') return route.fulfill({ json: { procedures, runs: [...(stage ? [cancel(stage)] : []), past] } })
    return route.fulfill({ json: path === 'messages' ? {} : cancel(stage ?? 'dry') })
  })
  await page.goto(`/gallery.html?page=procedures${query}`)
  return sent
}

test('laid out, asked, not known, sent again, told', async ({ page }) => {
  const sent = await open(page)
  await page.getByRole('button', { name: '주문 취소' }).click()
  await expect(page.getByRole('combobox', { name: '주문 번호' })).toHaveValue('A-1001')
  await page.getByRole('textbox', { name: '취소 사유' }).fill('색이 달라요')
  await page.getByRole('button', { name: '미리 보기' }).click()
  await expect(page.getByText('너무 깁니다')).toBeVisible()
  await page.getByRole('button', { name: '미리 보기' }).click()
  await expect(page.getByText('아직 아무것도 보내지 않았습니다', { exact: false })).toBeVisible()
  await expect(page.getByText('authorization: Bearer ‹shop›').first()).toBeVisible()
  await page.getByRole('button', { name: '먼저 조회' }).click()
  await expect(page.getByText('주문 A-1001(12,000원)을 취소할까요?')).toBeVisible()
  await page.getByRole('button', { name: '확인하고 실행' }).click()
  await expect(page.getByText('두 번 처리되지 않습니다', { exact: false })).toBeVisible()
  await page.getByRole('button', { name: '다시 보내기' }).click()
  await expect(page.getByText('“주문 A-1001을 취소했어요.”')).toBeVisible()
  await page.getByRole('button', { name: '고객에게 보내기' }).click()
  expect(sent).toEqual(['runs', 'runs', 'runs/9/confirm', 'runs/9/confirm', 'runs/9/confirm', 'messages'])
  await expect(page.getByRole('button', { name: '되돌리기' })).toBeVisible()
})

for (const [language, theme, look] of [['ko', 'light', desk], ['en', 'dark', phone], ['ko', 'dark', phone]] as const)
  test(`reads and fits: ${language}, ${theme}, ${look.width}`, async ({ page }) => {
    await page.setViewportSize(look)
    await open(page, `&language=${language}&theme=${theme}`)
    await page.getByText(language === 'ko' ? /^지난 실행/ : /^Before/).click()
    await page.getByRole('button', { name: language === 'ko' ? '주문 상태 조회' : 'Where the order is' }).click()
    await expect(page.getByText('010****5678').first()).toBeVisible()
    await fits(page)
    await accessible(page, [theme])
    if (process.env.LOOK) await page.screenshot({ path: `test-results/procedures-ask-${language}-${theme}-${look.width}.png`, fullPage: true })
    await page.getByRole('button', { name: language === 'ko' ? '주문 취소' : 'Cancel the order' }).click()
    await page.getByRole('textbox').fill('색이 달라요')
    const preview = page.getByRole('button', { name: language === 'ko' ? '미리 보기' : 'Preview' })
    await preview.click()
    await preview.click()
    await page.getByRole('button', { name: language === 'ko' ? '먼저 조회' : 'Read first' }).click()
    await expect(page.getByText(confirm[language])).toBeVisible()
    await fits(page)
    await accessible(page, [theme])
    if (process.env.LOOK) await page.screenshot({ path: `test-results/procedures-asked-${language}-${theme}-${look.width}.png`, fullPage: true })
  })
