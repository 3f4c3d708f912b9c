import type en from '../en/protection.ts'

const ko: typeof en = {
  announcement: '안내 문구', announcementIs: '상담사가 들어오기 전에 모든 고객에게 보입니다. 어떤 문구를 보았는지 상담마다 남습니다.',
  warnings: '경고', warningsAre: '상담사가 한 단계씩 누를 때만 나갑니다. 마지막 경고 뒤에도 이어지면 종료를 권합니다.',
  warning: n => `${n}차 경고`, addWarning: '경고 추가', removeLast: '마지막 경고 삭제',
  atOnce: '경고 없이 종료 권함', atOnceIs: '이런 말에는 경고하지 않고 바로 ‘보호’를 권합니다. 종료는 언제나 상담사가 합니다.',
  voice: '통화 안내 문구', voiceNotYet: '아직 연결 안 됨', voiceIs: '통화 어댑터를 연결하면 상담사 연결 전에 들려줄 문구입니다. 지금은 통화를 받지 않으므로 재생되지 않습니다.',
  restricted: '이용 제한 고객', restrictedAre: '제한이 끝나거나 해제될 때까지 적용합니다. 고객은 첫 화면과 대화에서 이유, 기한, 이의 방법을 봅니다. 제한은 사건을 맡은 관리자가 정하며 자동으로 걸리지 않습니다.',
  served: '상담 방법', ways: { '': '다른 고객과 같음', chat: '글로만: 채팅, 통화 없음', message: '글로만: 나중에 답변' }, only: '맡을 상담사', anybody: '누구나', why: '이유', objection: '이의 방법', reads: '고객이 읽는 문구', until: '이 제한은 (날짜)까지예요.',
  distress: '위기 신호에는 경고도 종료도 권하지 않습니다. 사람을 바로 연결하고 119와 109를 보여 줍니다.',
  after: '종료한 뒤', rest: '보호 휴식(분)', care: '상담사 돌봄 기한(시간)', days: '고객 이용 제한 제안 기간(일)',
  limits: '자동 추정 기준', limitsAre: '우리 센터의 평소 고객 글 1,000건 가운데 몇 건까지 표시해도 되는지 정합니다. 고객 글이 1,000건 모이기 전에는 기본 기준을 씁니다. 뚜렷한 욕설은 이 기준과 상관없이 표시합니다.',
  flagged: '표시할 글 (1,000건 중)', sure: '확실하다고 볼 글 (1,000건 중)',
}

export default ko
