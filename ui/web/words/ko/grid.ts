import type en from '../en/grid.ts'

const ko: typeof en = {
  shift: name => `${name} 근무`,
  pause: (name, nth) => `${name} 휴식 ${nth}`,
  moving: (what, where) => `${what} → ${where}. Enter 확인, Esc 되돌리기`,
  refused: (what, where, why) => `${what} → ${where} 불가: ${why}`,
  back: (what, where) => `${what} ${where} 그대로`,
  hint: '근무와 휴식을 끌거나 ← → 키로 옮깁니다. ↑ ↓ 키로 다음 상담사',
  why: { not_hers: '계약에 없는 근무', break_place: '이 휴식을 둘 수 없는 시간' },
  legend: { work: '근무', break: '휴식', meal: '식사' },
  breaks: (from, to) => `휴식: ${from} → ${to}`,
}

export default ko
