import type en from '../en/floorWhy.ts'

const ko: typeof en = {
  why: '왜?',
  waits: '아직 기다리는 이유',
  waiting: (time, ahead) => `${time}째 대기, ${ahead === 0 ? '맨 앞' : `앞에 ${ahead}명`}`,
  gone: '이제 기다리지 않습니다. 누군가 받았거나 고객이 나갔습니다.',
  free: '곧바로 맨 위 상담사에게 제안됩니다',
  nobody: '지금 받을 수 있는 상담사가 없습니다. 가까운 순:',
  ring: n => (n === 0 ? '처음 조건' : `조건 ${n}단계 완화`),
  idle: '상담이 없던 이유', idleOf: name => `${name} 님의 시간`, last: minutes => `최근 ${minutes}분`,
  total: time => `준비하고도 상담이 없던 시간 ${time}`,
  spell: (from, to, length) => `${from}~${to} (${length})`,
  spells: {
    not_there: '아직 등록 전', busy: '상담 또는 제안 중', silent: '연결 끊김: 닿지 않는 상담사에게는 제안하지 않음',
    nobody_waiting: '준비됨 · 기다리는 고객 없음',
  },
  away: presence => `준비 아님: ${presence}`,
  stood: (n, because) => `준비됨 · 기다리는 고객 ${n}명, 하지만 ${because}`,
}

export default ko
