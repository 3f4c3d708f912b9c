import type en from '../en/played.ts'

const ko: typeof en = {
  title: '고객이 겪을 대기',
  about: (times, made, asOf) => `하루를 ${times}번씩 실제 배정 엔진으로 돌려 본 결과입니다. 근무 중인 인원과 ${made} 예측 기준, ${asOf} 현재.`,
  playing: '모의 운영 중입니다. 몇 초 걸립니다.',
  impossible: why => `모의 운영을 하지 못했습니다: ${why}`,
  none: '이날은 예측된 인입이 없습니다.',
  skill: '스킬',
  anyone: '공통',
  level: '서비스 레벨',
  range: '80% 구간',
  wait: '평균 대기',
  seconds: s => `${s}초`,
  abandonment: '포기율',
  below: '목표 미달 시간대',
  promised: share => `목표 ${share}`,
  worst: '목표에 못 미치는 다른 날',
}

export default ko
