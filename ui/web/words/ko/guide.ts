import type en from '../en/guide.ts'

const ko: typeof en = {
  title: '상담사 처리 순서',
  about: '할 일을 순서대로 적습니다. 상담 화면에 다음 할 일이 보이고, 완료한 단계는 요약에 남습니다.',
  none: '순서가 없어 상담 화면에 표시되지 않습니다.',
  step: n => `${n}단계`,
  what: '할 일',
  check: '예·아니요로 확인하는 질문',
  ifNo: '아니요일 때', ifNoHint: '비우면 다음 단계로 넘어갑니다.',
  discretion: '상담사가 직접 결정할 수 있음',
  decides: '결정할 수 있는 것',
  limit: '한도', limitHint: '비우면 금액 제한 없음', currency: '통화',
  ask: '넘으면 물어볼 곳',
  up: '위로', down: '아래로', remove: '삭제', of: (act, step) => `${step} ${act}`,
  add: '단계 추가',
}

export default ko
