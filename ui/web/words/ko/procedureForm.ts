import type en from '../en/procedureForm.ts'

const ko: typeof en = {
  backToAll: '절차 목록', gone: '초안에 없는 절차입니다.', unnamed: '이름 없음',
  view: '보기', form: '양식', asText: '텍스트',
  unread: '텍스트를 아직 읽을 수 없습니다. 고치거나 입력을 버리면 양식을 다시 볼 수 있습니다.',
  wrong: n => `게시하려면 고칠 것 ${n}개`,
  refused: { unknown: '저장되지 않음: 서버가 모르는 항목입니다.', required: '저장되지 않음: 필요한 항목이 없습니다.', wrong_type: '저장되지 않음: 형식이 다릅니다.', invalid: '저장되지 않음: 쓸 수 없는 값입니다.' },
  of: (act, what) => `${what} ${act}`, up: '위로', down: '아래로', remove: '삭제', movedTo: n => `${n}번째로 옮김`,

  basics: '기본',
  name: '이름', does: '하는 일',
  lookup: '조회', lookupHint: '읽기만 하고 아무것도 바꾸지 않음', action: '처리', actionHint: '확인을 받은 뒤 변경',
  runBy: '실행할 수 있는 쪽', runners: { bot: '봇', agent: '상담사' },
  reasons: '접촉사유', undoOnly: '사유가 없으면 다른 절차를 되돌릴 때만 쓰입니다.',
  asks: '고객이 하는 말', asksHint: '한 줄에 하나씩. 봇은 이 뜻이 확실할 때만 실행합니다.',

  inputs: '입력값', inputsAbout: '시작하기 전에 필요한 값', noInputs: '필요한 값이 없습니다.', addInput: '입력값 추가', input: n => `입력값 ${n}`,
  from: '출처',
  sources: { asked: '고객에게 묻거나 상담사가 입력', order: '고객 본인의 주문 중에서', customer_key: '고객 기록: 고객번호', customer_name: '고객 기록: 이름', customer_phone: '고객 기록: 전화번호', customer_email: '고객 기록: 이메일', contact: '상담 번호' },
  key: '키', keyHint: '영문 소문자·숫자·_ , 문장에는 {키}로 적음',
  kind: '종류', kinds: { text: '글자', number: '정수', amount: '금액', date: '날짜', yes_no: '예·아니요', choice: '목록에서 선택', address: '주소(개인정보)', phone: '전화번호(개인정보)', email: '이메일(개인정보)', name: '이름(개인정보)' },
  shownAs: '표시 이름',
  most: { chars: '최대 글자 수', count: '최댓값', money: '상담사 한도' },
  mostHint: { chars: '비우면 300자', count: '비우면 제한 없음', money: '가장 작은 단위(원). 비우면 제한 없음' },
  botMost: '사람 없이 처리할 한도', botMostRead: '봇 한도', botMostHint: '넘으면 상담사에게 연결합니다.',
  choice: n => `보기 ${n}`, choiceValue: '시스템의 표기', addChoice: '보기 추가',

  steps: '단계', stepsAbout: '위에서부터 차례로 호출하고, 실패하면 거기서 멈춥니다. 조회 단계가 변경 단계보다 앞에 옵니다.',
  step: n => `${n}단계`, stepNamed: (n, name) => `${n}단계: ${name}`, addStep: '단계 추가',
  allTime: (s, most) => `시간 제한 합계 ${s}초 (최대 ${most}초).`,
  readsFirst: n => `앞의 ${n}단계를 조회한 뒤 확인을 묻습니다.`,
  method: '방식', url: '주소', urlHint: (hosts, known) => `허용 호스트: ${hosts || '아직 없음'}${known ? ` · 쓸 수 있는 값: ${known}` : ''}`,
  time: '시간 제한(초)',
  body: '본문 (JSON)', bodyHint: known => (known ? `값이 {키} 하나뿐이면 숫자는 숫자로 들어갑니다. 쓸 수 있는 값: ${known}` : '비우면 보내지 않습니다.'),
  noJson: '아직 JSON이 아닙니다. 마지막으로 올바른 내용이 유지됩니다.',
  header: n => `헤더 ${n}`, headerNamed: name => `${name} 헤더`, headerName: '헤더', headerValue: '값', addHeader: '헤더 추가',
  secret: '비밀값 이름', secretHint: '이름만 적습니다. 값은 운영 설정에 있습니다.', secretPlace: '{secret} 자리에 들어갑니다.',
  taken: n => `값 ${n}`, takenNamed: name => `답에서 가져올 값: ${name}`, addTake: '답에서 값 가져오기',
  pointer: '답에서의 위치', pointerHint: '예: /order/status',
  expected: '2xx 응답에 위의 값이 종류와 한도에 맞게 있어야 성공이고, 그 밖에는 실패입니다.',
  expectedOnce: '2xx 응답에 위의 값이 있어야 성공입니다. Idempotency-Key가 자동으로 붙고 다시 보내도 같아 두 번 처리되지 않습니다.',

  says: '고객에게 하는 말',
  confirm: '바꾸기 전 확인하는 말', answer: '끝난 뒤 알리는 말', placesHint: places => (places ? `쓸 수 있는 값: ${places}` : '아직 쓸 수 있는 값이 없습니다.'),

  back: '되돌리기', undoBy: '되돌리는 절차', noUndo: '되돌릴 수 없음', within: '기한(분)',
  undoHint: '이 절차의 값만으로, 같은 키로 실행되는 다른 처리 절차여야 합니다. 최대 7일.',

  dry: '모의 실행', dryAbout: '기록될 모습 그대로입니다. 개인정보는 가려지고 비밀값은 이름만 보입니다. 아무것도 보내지 않습니다.', samples: '시험할 값',
  wouldAsk: '먼저 묻는 말', wouldTell: '마지막에 알리는 말', yes: '예', no: '아니요',
  wrongValue: { invalid: '종류에 맞지 않습니다', too_long: '너무 깁니다', out_of_range: '한도를 넘습니다' },

  text: '선언 (JSON)', textAbout: '같은 절차를 텍스트로 봅니다. 양식에 없는 항목도 그대로 남습니다. 절차 번호는 바뀌지 않습니다.',
  discard: '입력 버리기', export: '파일로 저장', import: '파일에서 가져오기 (.json)', brought: '가져왔습니다.',
  misfit: at => `${at} 위치의 형식이 다릅니다. 마지막으로 올바른 내용이 유지됩니다.`, bigNumber: at => `${at} 위치의 숫자가 너무 큽니다. 따옴표로 감싸 글자로 적으세요.`,
}

export default ko
