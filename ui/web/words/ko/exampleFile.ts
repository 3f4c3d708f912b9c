import type en from '../en/exampleFile.ts'

const ko: typeof en = {
  title: '예시 파일',
  about: '한 줄에 예시 하나: 고객의 말, 탭이나 쉼표, 사유의 이름이나 번호. UTF-8과 CP949를 읽고, 첫 줄의 열 이름은 있어도 없어도 됩니다. 사유 자리에 ‘기타’를 쓰면 어느 사유도 아닌 말로 배웁니다.',
  sample: '내용\t사유\n음식이 아직도 안 왔어요\t배달이 늦어요\n돈은 언제 들어와요?\t환불은 언제 되나요',
  limits: '사유마다 300개, 모두 10,000개, 한 예시는 500자까지. 개인정보는 가려집니다.',
  choose: '파일 고르기(.tsv, .csv, .txt): 먼저 살펴보기만 합니다',
  looking: '살펴보는 중…',
  export: '모든 예시 내보내기',
  lines: '줄', fresh: '새 예시', there: '이미 있음', leftOut: '뺀 줄', unknown: '모르는 사유', contradictory: '다른 사유와 겹침', faulty: '가져올 수 없음',
  meaning: '목록에 없는 사유입니다. 어느 사유인지 고르거나 그 줄을 빼 주세요.',
  meant: (name, lines) => `‘${name}’ (${lines}줄)`,
  ask: '고르기…', leaveOut: '(빼기)',
  contradictions: '다른 사유에 똑같은 말이 있습니다. 그대로 가져오며, 나중에 아래 표에서 정리할 수 있습니다.',
  contradiction: (line, text, reason, other) => `${line}번째 줄: “${text}” · ${reason} (${other}에도 있음)`,
  faults: '이 줄들을 고친 뒤 파일을 다시 골라 주세요.',
  more: n => `외 ${n}줄`,
  full: (reason, would, most) => `‘${reason}’ 예시가 ${would}개가 됩니다. ${most}개까지입니다.`,
  over: n => `센터 전체 한도(10,000개)를 ${n}개 넘습니다.`,
  take: n => `예시 ${n}개 추가`,
  nothing: '파일의 예시가 이미 모두 있습니다.',
  taken: n => `예시 ${n}개를 추가했습니다. 곧 학습에 반영됩니다.`,
  cells: '고객의 말과 사유, 두 열이어야 합니다.', header: '파일에 예시가 없거나 첫 줄에 세 번째 열이 있습니다.', too_many_rows: '줄이 너무 많습니다.',
}

export default ko
