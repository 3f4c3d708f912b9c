import type en from '../en/bot.ts'

const ko: typeof en = {
  about: '세 숫자를 합치지 않습니다. 해결 확인만 성과입니다. 말없이 나간 고객은 해결 여부를 알 수 없고, 다시 찾은 고객은 해결되지 않은 것입니다.',
  record: '최근 30일, 사유별',
  reason: '접촉사유',
  served: '응대',
  confirmed: '해결 확인',
  silent: '말없이 나감',
  again: '7일 내 재문의',
  handed: '상담사 연결',
  state: '봇',
  allowed: '사용 중',
  gone: '중지',
  none: '아직 끝난 봇 상담이 없습니다.',
  of: (count, share) => `${count} (${share})`,
  scripts: '흐름 시험',
  scriptsAbout: '지금 도움말로 대화가 적힌 대로 흘러가야 게시됩니다.',
  noScripts: '아직 없습니다.',
  script: '시험',
  addScript: '시험 추가',
  name: '이름',
  says: '고객의 말',
  expect: '봇이 할 일',
  line: '줄',
  addLine: '줄 추가',
  moves: { answer: '답변', clarify: '되묻기', step: '다음 단계', solved: '해결로 마침', hand_over: '상담사 연결' },
  newScript: '새 시험',
}

export default ko
