import type { Schemas } from '../../lib/api.ts'

type Words = Schemas['Words']
const words = (ko: string, en: string): Words => ({ ko, en })
const field = (key: string, name: Words, kind: Schemas['ValueKind']): Schemas['Field'] => ({ key, name, kind, most: null, bot_most: null, choices: [] })
const order: Schemas['Input'] = { field: field('order', words('주문 번호', 'Order'), 'text'), from: 'order' }

/** A lookup to begin with. */
export const lookup = (id: number, reason: number, host: string): Schemas['Procedure'] => ({
  id,
  name: words('주문 상태 조회', 'Where the order is'),
  kind: 'lookup',
  reasons: [reason],
  run_by: ['agent'],
  asks: ['주문한 거 어디쯤 왔나요', 'where is my order'],
  inputs: [order],
  steps: [
    {
      name: words('주문 조회', 'Read the order'),
      method: 'GET',
      url: `https://${host}/orders/{order}`,
      headers: [],
      body: null,
      takes: [{ field: field('status', words('상태', 'Status'), 'text'), at: '/status' }],
      time_ms: 3000,
    },
  ],
  confirm: words('', ''),
  answer: words('주문 {order}: {status}', 'Order {order}: {status}'),
  undo: null,
})

/** An action to begin with; its body is any JSON, which the description cannot say. */
export const action = (id: number, reason: number, host: string): Schemas['Procedure'] => ({
  ...lookup(id, reason, host),
  name: words('주문 취소', 'Cancel the order'),
  kind: 'action',
  asks: ['주문 취소해 주세요', 'please cancel my order'],
  steps: [{ name: words('취소', 'Cancel'), method: 'POST', url: `https://${host}/orders/{order}/cancel`, headers: [], body: { by: 'maru' } as never, takes: [], time_ms: 5000 }],
  confirm: words('주문 {order}을(를) 취소할까요?', 'Cancel order {order}?'),
  answer: words('주문 {order}을(를) 취소했어요.', 'Order {order} is cancelled.'),
})
