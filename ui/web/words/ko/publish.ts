import type en from '../en/publish.ts'

const ko: typeof en = {
  title: '근무표 게시',
  days: (first, last) => `${first}~${last}`,
  shifts: n => `근무 ${n}건`,
  past: (n, all) => `근무표 전체 ${all}건 가운데 지난 날의 ${n}건은 그대로 둡니다.`,
  fresh: n => `처음 게시하는 날 ${n}일`,
  changes: (people, days) => `게시된 근무표와 다른 근무: ${people}명, ${days}건`,
  more: n => `외 ${n}건`,
  broken: n => `규칙 위반 ${n}건이 남은 채로 게시됩니다.`,
  missing: hours => `인원 부족 ${hours}시간`,
  same: '지금 게시된 근무표와 같습니다.',
  reach: '게시하면 바로 상담사 화면과 캘린더에 반영됩니다. 이미 지난 시간은 바뀌지 않습니다.',
  over: '모두 지난 날이라 게시할 수 없습니다.',
  breaksMoved: '휴식 시간 변경',
}

export default ko
