import type en from '../en/deskMore.ts'

const ko: typeof en = {
  why: '배정 이유',
  heard: '통화 음성은 녹음하거나 들려주지 않습니다. 남는 것은 글뿐이니, 통화에서 정한 일은 메모로 남겨 주세요.',
  rule: {
    preferred: '이 문의를 아는 상담사', 'spare-the-versatile': '스킬이 적은 순 (다재다능한 동료를 아낌)', 'best-level': '필요 스킬 숙련도 순',
    'longest-idle': '오래 쉰 순', 'least-strained': '부담이 적은 순', predicted: '예상 해결률 순', 'by-lot': '추첨 (빈 상담사 모두 같은 확률)',
  },
  figure: {
    preferred: n => (n === 0 ? '이 문의를 앎' : ''), 'spare-the-versatile': n => `스킬 ${n}개`, 'best-level': n => `숙련도 합 ${-n}`,
    'longest-idle': () => '', 'least-strained': () => '', predicted: n => `예상 ${-n}`, 'by-lot': () => '',
  },
  guess: (name, sure, bot) => `자동 추정: ${name} (${sure}) · ${bot ? '봇에게 쓴 글' : '고객의 첫 글'} 기준`, applyGuess: '이 사유로 변경',
  idle: time => `쉰 시간 ${time}`,
  ring: n => (n === 0 ? '처음 조건' : `조건 ${n}단계 완화`),
  candidates: '가능한 상담사 (우선순)',
  others: n => `제외된 상담사 (${n})`,
  against: {
    not_on_duty: '자리에 없음', device_silent: '연결 끊김', needs_not_met: '숙련도 부족', no_room: '여유 없음', another_offer_open: '다른 제안에 답하는 중',
    cooldown: '방금 넘김', never_again: '이 고객과 분리됨', held_for_another: '담당자를 기다리는 중', looks_after_bots: '봇',
  },
  fromRing: n => `조건을 ${n}단계 풀면 가능`,
  keptFor: name => `${name} 님을 기다리는 중`,
  change: {
    idle: name => `${name} 님이 더 오래 쉬었다면 먼저 제안`,
    by: {
      preferred: name => `${name} 님이 이 문의를 알았다면 먼저 제안`,
      'spare-the-versatile': (name, n) => `${name} 님의 스킬이 ${n}개 적었다면 먼저 제안`,
      'best-level': (name, n) => `${name} 님의 숙련도가 ${n}단계 높았다면 먼저 제안`,
      'longest-idle': name => `${name} 님이 더 오래 쉬었다면 먼저 제안`,
      'least-strained': name => `${name} 님의 부담이 더 적었다면 먼저 제안`,
      predicted: (name, n) => `${name} 님의 예상 해결률이 ${n} 높았다면 먼저 제안`,
      'by-lot': name => `추첨 결과가 달랐다면 ${name} 님에게 먼저 제안`,
    },
    obstacle: (name, because) => `다음은 ${name} 님. 지금은 ${because}`,
    nobody: '이 채널의 다른 상담사 없음',
  },

  find: '찾기', findHint: '이름 또는 초성', free: (n, waiting) => `여유 ${n} · 대기 ${waiting}`, notQualified: '스킬 부족',

  weight: { transfers: '전달', repeats: '같은 문의 재접수', broken_promises: '어긴 약속', waited: '기다린 분' },
  cap: time => `최대 ${time}`,
  credit: '순번 앞당김',
  arrived: '줄 선 시각', priority: n => `우선도 ${n} × 1:00`, returned: '되돌아온 상담', ahead: n => `앞에 ${n}명`, counts: '셈하는 시각',
  toReason: '접촉사유',
  toAgent: '상담사',
  transferNote: '다음 상담사에게 남길 말',
  protectTitle: '상담 종료와 보호',
  protectMore: '고객에게 사유를 알리고 상담을 끝냅니다. 대화는 증거로 보관되고, 10분 보호 휴식이 주어지며, 이 고객은 다시 배정되지 않고, 관리자에게 알려집니다. 어떤 평가에도 반영되지 않습니다.',
  protectWish: '바라는 조치 (선택)',
}

export default ko
