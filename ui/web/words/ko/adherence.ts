import type en from '../en/adherence.ts'

const ko: typeof en = {
  live: '실시간',
  byDay: '일별',
  planned: '계획',
  state: '현재',
  since: '이탈 시간(분:초)',
  next: '다음',
  none: '근무 예정이거나 근무 중인 상담사가 없습니다.',
  share: '스케줄 준수율',
  conformance: '근무 충족률',
  excused: '제외 시간',
  activity: { work: '근무', break: '휴식', meal: '식사', training: '교육' },
  states: { ready: '대기', contact: '상담 중', break: '휴식', meal: '식사', training: '교육', rest: '보호 휴식', away: '자리 비움', offline: '로그아웃' },
  verdict: { in: '계획대로', tolerated: '허용 범위', out: '이탈', rest: '보호 휴식', exception: '예외 승인', overrun: '상담 연장', unplanned: '계획 없음' },
  except: '예외 승인',
  because: '사유',
  from: '시작',
  to: '종료',
  exceptions: '승인된 예외',
  takeBack: '예외 취소',
  promise: '보호 휴식, 승인된 예외, 길어진 상담은 이탈로 보지 않습니다.',
  atWork: '계획대로',
  offPlan: '이탈',
  head: '상담사',
}

export default ko
