import type { Schemas } from '../lib/api.ts'
import { setZone } from '../lib/format.ts'
import { contacts, live, type ContactRow, type Message } from '../lib/live.svelte.ts'
import { session } from '../lib/me.svelte.ts'

/** 23 November 2026, 14:30 in Seoul: pictures of the gallery are the same on every day. */
export const NOON = Date.UTC(2026, 10, 23, 5, 30)
const minute = 60_000

const everything = ['list_contacts', 'read_day', 'read_floor', 'set_agent_presence', 'read_draft']

/** Someone is signed in and a few people write, without any server. */
export function pretend() {
  setZone('Asia/Seoul')
  const presence = { presence: 'ready', since: NOON - 42 * minute, cause: 'self', connected: true } as unknown as Schemas['PresenceView']
  const me = {
    id: 7, name: '김하늘', alias: '하늘', email: 'haneul@maru.example', roles: ['agent', 'supervisor', 'admin'], may: everything,
    centre: { name: '마루배달', demo: true, zone: 'Asia/Seoul', languages: ['ko'] }, settings: { language: 'ko', theme: 'system', sound_assignment: true, sound_alert: true, notify: false },
    next_break: { at: NOON + 40 * minute, until: NOON + 50 * minute }, presence, reasons: [], skills: [],
  }
  session.me = me as unknown as Schemas['Me']
  live.presence = presence
  for (const row of rows) contacts.set(row.id, row)
}

const row = (id: number, name: string | null, channel: ContactRow['channel'], reason: string, text: string, turn: 'agent' | 'customer', waited: number) =>
  ({
    id, case: id, channel, state: 'talking', customer: { id, name }, reason: { id: 1, name: { ko: reason, en: reason } }, joined: [], wrapping_up: [],
    turn, turn_since: NOON - waited, arrived: NOON - waited * 2, answer_by: NOON - waited + 30_000, here: [], agent: { id: 7, name: '김하늘' },
    last: { author: 'customer', text, at: NOON - waited },
  }) as unknown as ContactRow

export const rows = [
  row(1201, '박서연', 'chat', '배달 지연', '언제쯤 도착하나요? 한 시간째 기다리고 있어요', 'agent', 4 * minute),
  row(1198, '이준호 사장님', 'message', '정산 문의', '11월 2주차 정산 금액이 다릅니다', 'agent', 25_000),
  row(1187, null, 'callback', '환불', '환불이 아직 안 들어왔어요', 'customer', 11 * minute),
]

const said = (id: number, author: Message['author'], kind: Message['kind'], body: string, at: number, agent?: string) =>
  ({ id, contact: 1201, at: NOON - at * minute, author, kind, body, agent: agent ? { id: 7, name: agent } : null, client_key: null, file: null, article: null }) as unknown as Message

export const thread = [
  said(1, 'system', 'notice', '고객님이 배달 지연을 선택했어요.', 12),
  said(2, 'bot', 'text', '저는 봇이에요. 주문 상태를 함께 확인해 볼게요.', 12, '도우미'),
  said(3, 'customer', 'text', '언제쯤 도착하나요? 한 시간째 기다리고 있어요', 9),
  said(4, 'agent', 'text', '기다리게 해 드려 죄송해요. 라이더님 위치를 바로 확인해 볼게요.', 7, '하늘'),
  said(5, 'agent', 'note', '라이더 통화함: 비 때문에 10분 더 걸림', 6, '김하늘'),
  said(6, 'agent', 'whisper', '쿠폰 2,000원까지 바로 드려도 됩니다', 5, '정수진'),
  said(7, 'customer', 'text', '네 감사합니다', 4),
]
