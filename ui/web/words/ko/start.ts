import type en from '../en/start.ts'

const ko: typeof en = {
  title: '첫 상담까지',
  about: '새 센터가 첫 상담을 받기까지 필요한 것들입니다. 채우는 대로 완료 표시가 됩니다.',
  done: '완료',
  todo: '할 일',
  next: '다음',
  optional: '선택',
  unpublished: '게시 전',
  putAway: '그만 보기',
  away: '시작 안내를 닫았습니다. 다른 운영자에게도 보이지 않습니다.',
  back: '다시 보기',
  sites: { name: '사이트', what: '고객이 들어오는 주소입니다. 문구는 사이트의 언어로만 쓰면 됩니다.', count: n => `${n}곳` },
  reasons: { name: '접촉사유', what: '고객이 왜 연락하는지 나눕니다. 아래에서 추가하고 ‘점검 · 게시’를 눌러야 적용됩니다.', count: n => `${n}개` },
  taught: { name: '사유 예시', what: '고객이 실제로 하는 말을 사유마다 3개 이상 넣어 두면 고객이 쓴 문장만 보고도 사유를 찾습니다.', count: (n, of) => `${of}개 중 ${n}개` },
  people: { name: '사람과 스킬', what: '상담사를 초대하고 동시에 받을 채팅 수를 정합니다. 이 수가 없으면 상담이 배정되지 않습니다.', count: n => `${n}명` },
  articles: { name: '지식', what: '상담사가 찾아보고 봇이 안내하는 문서입니다. 한 건만 게시해도 시작할 수 있습니다.', count: n => `${n}건` },
  bots: { name: '봇', what: '사유에 봇을 켜면 상담사보다 먼저 그 사유의 문서대로 안내합니다. 없어도 됩니다.', count: n => `사유 ${n}개` },
  contacted: { name: '첫 문의', what: '상담사로 로그인해 ‘상담 가능’을 고르고, 고객 화면에서 직접 문의해 보세요. 상담 시간도 함께 확인하세요.', count: () => '' },
}

export default ko
