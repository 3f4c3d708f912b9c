import type en from '../en/reason.ts'

const ko: typeof en = {
  all: '사유 전체', queue: '지금 대기열',
  contacts: '상담 건', open: n => `진행 중 ${n}건 포함`, again: n => `같은 일로 다시 온 건 ${n}`,
  starts: '시작한 곳', tried: '고객이 먼저 고른 방법', withPerson: n => `결국 상담사와 ${n}건`, nothingTried: '아직 고른 방법이 없습니다.',
  removes: '없앨 수 있는 것', removesAre: '겹칠 수 있어 더하지 않습니다.', upTo: n => `최대 ${n}건`, nothingRemoves: '눈에 띄는 것이 없습니다.',
  about: price => `약 ${price}`, beside: (was, is) => `${was}건 → ${is}건`, worthIs: '금액은 건수에 이 기간의 건당 비용을 곱한 어림입니다.',
  mend: '고치러 가기',
  cause: {
    no_article: '이 사유의 도움말이 없습니다.', only_people: '셀프 처리나 봇을 안내하지 않습니다.', article_fell_short: '도움말을 보고도 상담사가 필요했습니다.',
    bot_fell_short: '봇과 이야기하고도 상담사가 필요했습니다.', came_again: '한 번에 끝나지 않아 다시 왔습니다.',
  },
}

export default ko
