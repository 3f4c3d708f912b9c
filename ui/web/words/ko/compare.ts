import type en from '../en/compare.ts'

const ko: typeof en = {
  against: '비교',
  alone: '비교 없음',
  other: name => `비교: ${name}`,
  differ: '사유별 차이',
  differHow: n => `두 예측이 겹치는 ${n}일 기준`,
  noneShared: '겹치는 날짜가 없습니다.',
  first: '이 예측',
  difference: '차이',
  nearer: (which, n) => `지난 ${n}일은 ‘${which}’ 쪽이 실제에 더 가까웠습니다.`,
  equal: n => `지난 ${n}일은 두 예측의 오차가 같습니다.`,
  noPast: '아직 실적이 나온 날이 없어 정확도는 비교할 수 없습니다.',
  offFirst: '이 예측 오차(WAPE)',
  offOther: '비교 대상 오차(WAPE)',
  total: '합계',
}

export default ko
