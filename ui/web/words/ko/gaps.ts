import type en from '../en/gaps.ts'

const ko: typeof en = {
  title: '찾았지만 없던 말',
  about: days => `최근 ${days}일 동안 두 번 이상 찾았지만 어느 문서에도 없던 말입니다. 개인정보·번호·이름은 빼고, 누가 찾았는지는 남기지 않습니다. 문서가 생기면 저절로 사라집니다.`,
  like: others => `비슷한 말: ${others}`,
  times: '횟수',
  by: { agents: n => `상담사 ${n}`, customers: n => `고객 도움말 ${n}`, bots: n => `봇 ${n}` },
  since: '처음',
  last: day => `최근 ${day}`,
  write: '문서 쓰기',
  writeOf: words => `문서 쓰기: ${words}`,
  none: '찾은 말이 모두 문서에 있습니다.',
}

export default ko
