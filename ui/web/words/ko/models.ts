import type en from '../en/models.ts'

const fault: (typeof en)['fault'] = {
  off: 'AI 모델이 꺼져 있습니다', not_set: '설정된 모델이 없습니다', budget: '오늘 한도를 다 썼습니다', busy: '지금 요청이 몰려 있습니다',
  slow: '모델이 제한 시간 안에 답하지 않았습니다', unreachable: '모델에 연결하지 못했습니다', key: '모델이 키를 받아들이지 않습니다', key_lost: '저장된 키를 열 수 없습니다. 다시 입력해야 합니다',
  refused: '모델 쪽에서 오류가 났습니다', too_long: '답이 너무 깁니다', unreadable: '답을 읽을 수 없습니다', unsupported: '근거가 확인되지 않은 답이라 버렸습니다', folder: '서버의 임베딩 폴더를 쓸 수 없습니다',
}

const ko: typeof en = {
  about: '외부 AI 모델을 쓸 곳마다 따로 설정합니다. 개인정보를 가린 내용만 보내고, 모델이 쓴 글에는 ‘AI’ 표시가 붙습니다. 설정하지 않았거나 모델이 실패하면 Maru의 기본 결과를 씁니다.',
  on: 'AI 모델 사용', onHint: '끄면 센터 전체에 바로 적용됩니다. 답을 기다리던 요청도 버려집니다.',
  isOff: '꺼짐: 모델에 아무것도 보내지 않습니다.',
  task: { summary: '후처리·이관 요약', answer: '봇 답변 문장', search: '지식 검색 순서' },
  taskIs: {
    summary: '대화 모델. 상담사가 누를 때만 쓰며, 문장마다 대화의 어느 줄에 근거하는지 확인합니다.',
    answer: '대화 모델. 지금 공개된 판을 인용하고, 문장마다 숫자 전부와 표현 절반 이상이 도움말에 있을 때만 내보내고, 아니면 도움말을 그대로 보냅니다. 고객에게는 ‘[AI 작성]’이 붙습니다.',
    search: '임베딩 모델. 단어로 찾은 글의 순서만 정하고 새로 더하지 않습니다.',
  },
  own: '설정 안 됨: 기본 기능으로 처리합니다.', url: '주소', urlHint: '/chat/completions 또는 /embeddings 앞까지, https. 내부망 주소는 운영자가 허용한 곳만 됩니다.',
  where: '모델 위치', folder: name => `이 서버 · ${name}`, elsewhere: '외부 모델', inFolder: name => `이 서버의 모델(${name}) 사용 중. 밖으로 보내는 것이 없고 한도도 없습니다.`,
  folderFault: '이 서버의 임베딩 폴더를 쓸 수 없습니다. 운영자 확인:', folderGone: '이 서버의 임베딩 폴더로 정해져 있지만 쓸 수 있는 폴더가 없어, 글은 단어 순서대로 나옵니다. 운영자에게 폴더(설정 embeddings)를 확인해 달라고 하거나 외부 모델을 고르세요.',
  name: '모델', key: '키', keyKept: '저장된 키가 있으며 다시 표시되지 않습니다. 비워 두면 그대로 쓰고, 주소를 바꾸면 다시 입력해야 합니다.', keyNone: '저장된 키 없음',
  limit: '제한 시간(ms)', limitHint: '100~10,000. 넘으면 기본 결과를 씁니다.', calls: '하루 호출 수', tokens: '하루 토큰 수',
  today: (calls, callsMost, tokens, tokensMost, failed) => `오늘 호출 ${calls}/${callsMost} · 토큰 ${tokens}/${tokensMost} · 쓰지 못한 답 ${failed}`,
  asOf: at => `${at} 기준`, calls20: '최근 호출', showCalls: count => `최근 호출 ${count}건 보기`, heads: ['시각', '모델', '걸린 시간', '토큰', '결과'], noCalls: '아직 없습니다.', used: '사용함', keyLost: '저장된 키를 열 수 없습니다(복원한 경우 등). 키를 다시 입력해 주세요.',
  save: '저장', remove: '삭제', saved: '저장했습니다',
  redaction: '가려지는 내용', redactionIs: '주민·외국인등록번호, 전화번호, 메일, 카드, 계좌, 주소, 스스로 밝힌 이름. 자동으로 가릴 뿐 사람이 확인한 것은 아니어서 다른 이름은 남을 수 있습니다.',
  words: '시험할 문장', example: '환불이 아직 안 들어왔어요. 제 번호는 010-1234-5678이에요.', show: '가린 결과 보기', tryModel: '시험', sent: '모델에 준 내용', cut: '가린 결과', answer: '답', took: ms => `${ms}ms`,
  ask: 'AI로 쓰기', ai: 'AI', by: model => `${model} 작성. 저장 전에 확인해 주세요.`, back: '내 글로 되돌리기',
  failed: (why, limitMs) => `${fault[why]}${why === 'slow' && limitMs ? `(${limitMs / 1_000}초)` : ''}. 지금 글은 그대로입니다.`,
  because: why => `기본 답 사용 · ${fault[why]}`, written: model => `작성 · ${model}`, ordered: model => `순서 · ${model}`, orderOwn: why => `단어 순서 사용 · ${fault[why]}`,
  fault,
}

export default ko
