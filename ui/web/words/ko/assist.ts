import type en from '../en/assist.ts'

const ko: typeof en = {
  title: '추천 문서',
  revision: n => `${n}판`,
  record: (helped, answers) => `이 사유에서 ${answers}번 중 ${helped}번 도움됨`,
  slash: '/ 로 답장에 넣기',
  helped: '도움됨',
  dismiss: '도움 안 됨',
  dismissOf: title => `‘${title}’ 이 상담에서 다시 추천하지 않기`,

  guide: '처리 순서',
  next: '다음 할 일',
  finished: '모든 단계를 마쳤습니다.',
  instead: '확인 결과가 ‘아니요’입니다. 이렇게 하세요:',
  rest: '남은 단계는 ‘전체 단계’에서 이어서 처리할 수 있습니다.',
  all: (done, of) => `전체 단계 · ${of}개 중 ${done}개`,
  done: '완료',
  yes: '예',
  no: '아니요',
  undo: '취소',
  undoOf: step => `취소: ${step}`,
  alone: (what, amount) => `직접 결정: ${what}, ${amount}까지`,
  aloneAny: what => `직접 결정: ${what}`,
  beyond: who => `넘으면 ${who}에게 문의`,

  find: '문서 찾기',
  findHint: '단어나 초성',
  none: '일치하는 문서가 없습니다.',
  noneFiled: '이 사유에 등록된 문서가 없습니다.',
}

export default ko
