import type en from '../en/trial.ts'

const ko: typeof en = {
  title: '봇이라면 했을 답', about: '상담사에게만 보입니다. 이어서 여러 번 맞으면 이 사유를 봇이 맡습니다.',
  to: line => `“${line}”에 대해`, right: '맞음', wrong: '틀림', marked: { right: '맞음으로 표시함', wrong: '틀림으로 표시함' },
}

export default ko
