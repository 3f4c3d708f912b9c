import type en from '../en/tone.ts'

const warn = '참지 않아도 됩니다. 아래 경고를 보내거나 바로 ‘보호’로 마칠 수 있습니다.'
const end = '경고 없이 바로 ‘보호’로 마쳐도 됩니다.'

const ko: typeof en = {
  title: '고객이 쓴 말',
  class: { distress: '위기 신호', threat: '협박', sexual: '성희롱', discrimination: '차별·비하', insult: '욕설', nagging: '무리한 요구', abuse: '폭언일 수 있음' },
  source: { rule: '표현 기준', model: '자동 추정' },
  times: n => `지금까지 ${n}건`,
  say: {
    distress: '고객 곁에 있어 주세요. 생명이 위험하면 119, 자살예방 상담전화는 109(24시간)입니다. 고객 화면에 두 번호를 안내했고 관리자에게 알렸습니다.',
    threat: end, sexual: end, discrimination: warn, insult: warn,
    nagging: '권하는 대응: 도와드릴 수 있는 것과 없는 것을 한 번 더 분명히 안내합니다.', abuse: warn,
  },
  warned: n => `${n}차 경고함`, next: (n, of) => `${n}차 경고 (전체 ${of}차):`, send: '경고 보내기', said: '말로 경고함', endNow: '지금 ‘보호’로 마칠 것을 권합니다.',
  blur: '거친 말 흐리게', reveal: '흐린 말 보기',
  trend: { sharper: '최근 세 마디가 점점 거칠어졌습니다.', sharp: '최근 세 마디가 계속 거칩니다.', calmer: '최근 세 마디가 누그러졌습니다.' },
  trendOf: '이 대화의 흐름일 뿐, 사람에 대한 점수가 아닙니다.',
  yours: '판단은 상담사가 합니다. 마치는 데 허락이 필요 없고 어디에도 집계되지 않습니다.',
}

export default ko
