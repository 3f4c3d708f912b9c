import type en from '../en/planTabs.ts'

const ko: typeof en = {
  today: '당일',
  forecast: '예측',
  schedule: '근무표',
  requests: '요청',
  adherence: '스케줄 준수',
  capacity: '인력 전망',
  'what-if': '가정해 보기',
  settings: '설정',
}

export default ko
