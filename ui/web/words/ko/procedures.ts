import type en from '../en/procedures.ts'

const ko: typeof en = {
  title: '조회·처리',
  none: '이 사유에 등록된 절차가 없습니다.',
  lookup: '조회', action: '처리',
  from: '고객 기록', missing: '기록에 없음',
  choose: '선택', noOrder: '이 고객의 주문이 없습니다.',
  layOut: '미리 보기', close: '닫기',
  nothingSent: '아직 아무것도 보내지 않았습니다. 보낼 내용은 다음과 같습니다.',
  readFirst: '먼저 조회', confirm: { lookup: '조회 실행', action: '확인하고 실행' },
  again: '다시 보내기', againWhy: '이미 처리되었을 수 있습니다. 같은 번호로 다시 보냅니다. 상대 시스템이 그 번호를 확인하면 두 번 처리되지 않습니다.',
  undo: '되돌리기', undone: '되돌림', tell: '고객에게 보내기', told: '보냈습니다.',
  state: { asking: '입력 중', dry: '미리 보기', asked: '확인 필요', running: '실행 중', done: '완료', failed: '실패', unsure: '결과 모름', declined: '취소함' },
  why: {
    time: '시간 안에 답이 없습니다.', unreachable: '시스템에 연결할 수 없습니다.', refused: '시스템이 거절했습니다.', trouble: '시스템에 장애가 있습니다.',
    answer: '답이 정해진 형식과 다릅니다.', over_limit: '한도를 넘는 값이 있습니다.', stopped: '실행 도중에 멈췄습니다.', gone: '입력한 개인정보가 지워졌습니다. 다시 입력해 주세요.',
  },
  failed: '바뀐 것은 없습니다.', value: name => `(값: ${name})`,
  calls: '호출', sent: '보냄', laidOut: '미리 보기', unknown: '모름', took: ms => `${ms}ms`,
  runs: '지난 실행', by: name => name,
  fault: { required: '값이 필요합니다', invalid: '형식이 맞지 않습니다', too_long: '너무 깁니다', out_of_range: '한도를 넘습니다', not_there: '이 고객의 주문이 아닙니다', other: '쓸 수 없는 값입니다' },
  yes: '예', no: '아니요', upTo: most => `${most}까지`, personal: '가려서 기록되고, 실행이 끝나면 지워집니다.',
}

export default ko
