import type en from '../en/costs.ts'

const ko: typeof en = {
  title: '단가', are: '보고서의 금액은 이 단가로만 계산합니다. 단가가 없는 항목은 빼고, 임의의 금액은 쓰지 않습니다.',
  none: '단가가 없어 보고서에 금액이 나오지 않습니다.', enter: '단가 입력', remove: '단가 삭제',
  currency: '화폐 단위 (KRW, USD 등)', agentHour: '상담사 상담 시간 1시간', bot: '봇이 응대한 상담 1건',
  message: channel => `보낸 메시지 1건: ${channel}`, minute: channel => `연결 1분: ${channel}`,
  notANumber: '8.4처럼 숫자로 쓰거나 비워 두세요.',
  cost: '비용', total: '합계',
  part: { agent_time: '상담사 시간', bot_sessions: '봇', messages: '메시지', minutes: '연결 시간' },
  anHour: price => `시간당 ${price}`, aMinute: price => `분당 ${price}`, each: price => `건당 ${price}`,
  pieces: n => `${n}건`,
  noPrice: '단가 없음, 계산에서 뺌',
  leftOut: '상담이 없는 시간, 공간·라이선스·교육 비용은 빠져 있습니다. 지금 게시된 단가로 계산합니다.',
}

export default ko
