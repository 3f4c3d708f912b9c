import type en from '../en/insight.ts'

const ko: typeof en = {
  title: '보고서',
  by: { reason: '사유별', channel: '채널별', agent: '상담사별', client: '고객사별', day: '일별', hour: '시간별', half_hour: '30분별', total: '센터 전체' },
  group: '구분',
  from: '시작일',
  to: '종료일',
  quick: { today: '오늘', yesterday: '어제', week: '최근 7일', month: '최근 30일' },
  more: '지표 더 보기',
  fewer: '주요 지표만',
  csv: 'CSV 내려받기',
  nothing: '이 기간에 측정된 값이 없습니다.',
  wrongOrder: '종료일이 시작일보다 빠릅니다.',
  formula: '지표 계산 방법',
  source: source => `출처: ${source}`,
  version: n => `정의 ${n}판`,
  head: { total: '센터', reason: '사유', channel: '채널', agent: '상담사', client: '고객사', hour: '시간', half_hour: '시간', day: '날짜' },
  chart: { half_hour: '30분별 인입과 응대', day: '일별 인입과 응대' },
  trend: '추이',
  trendIs: '상담 건을 바로 앞 같은 기간과 비교. 오늘은 어제 같은 시각까지, 최근 7일은 그 앞 7일과 비교합니다.',
  offered: '인입',
  answered: '응대',
}

export default ko
