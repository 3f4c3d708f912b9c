import type en from '../en/changed.ts'

const ko: typeof en = {
  ko: '한국어', en: '영어', none: '없음', yes: '예', no: '아니요', whole: '추가 또는 삭제',
  returnCredit: '되돌아온 상담 우대(초)', notAgain: '봇을 다시 안내하지 않음(분)', protectRest: '보호 휴식(분)',
  announcement: '안내 문구', voiceAnnouncement: '통화 안내 문구', warnings: '경고', atOnce: '경고 없이 종료 권함',
  restrictionDays: '고객 이용 제한 제안 기간(일)', careHours: '상담사 돌봄 기한(시간)', tone: '자동 추정 기준', flagged: '표시할 글 (1,000건 중)', sure: '확실하다고 볼 글 (1,000건 중)',
  restricted: '이용 제한 고객', why: '이유', objection: '이의 방법', protection: '보호', scripts: '봇 대본', weekly: '요일', costs: '단가',
  agentHour: '상담사 1시간', botSession: '봇 상담 1건', message: '메시지 1건', minute: '연결 1분', currency: '화폐 단위',
}

export default ko
