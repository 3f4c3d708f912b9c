import type en from '../en/shadow.ts'

const ko: typeof en = {
  about: '초안의 규칙으로 같은 순간에 다시 배정해 보고 기록만 합니다. 실제 배정은 바뀌지 않습니다.',
  start: '초안 모의 적용', end: '모의 적용 끝내기', none: '모의 적용한 적이 없습니다. 초안을 고친 뒤 시작해 보세요.',
  running: (by: string, since: string) => `${since}부터 진행 중 · ${by}`, ended: (from: string, to: string) => `${from} ~ ${to} 결과`, failed: '이어 갈 수 없어 중단됨. 초안을 점검한 뒤 다시 시작해 주세요.',
  draftChanged: '시작한 뒤 초안이 바뀌었습니다. 바뀐 초안은 끝내고 다시 시작해야 적용됩니다.', missed: (n: string) => `너무 빨라 비교하지 못한 기록 ${n}건`,
  byReason: '사유별 비교', decisions: '다르게 배정했을 상담 건 (최근 100건)', empty: '아직 배정된 상담 건이 없습니다.', allSame: '다르게 배정했을 건이 없습니다.',
  same: '같은 상담사', other: '다른 상담사', later: '더 기다림', sooner: '더 빨리', differ: '다른 비율',
  contact: '상담 건', verdict: '차이', live: '실제', shadow: '초안이라면', waits: '대기',
}

export default ko
