import type en from '../en/customer.ts'

const ko: typeof en = {
  ask: '무엇을 도와드릴까요?',
  search: '어떤 일인가요?',
  searchHint: '한 단어나 초성, 있었던 일 그대로도 괜찮아요',
  likely: '많이 찾는 도움',
  found: n => `${n}개를 찾았어요`,
  person: '상담사 연결',
  closed: '상담 시간이 아니에요',
  opens: when => `${when}에 다시 열어요`,
  own: '내 페이지',
  offline: '연결이 끊겼어요. 쓰던 글은 그대로 있어요.',
  retry: '다시 시도',
  loading: '잠시만요',
}

export default ko
