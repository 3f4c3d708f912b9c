import type en from '../en/acts.ts'

const ko: typeof en = {
  apart: '이 칸에 적은 내용은 대화에 남지 않고, 처리가 끝나면 바로 지워요.',
  next: '다음',
  fault: {
    required: '내용을 적어 주세요.',
    invalid: { address: '시·도부터 건물 번호까지 적어 주세요.', phone: '전화번호를 숫자로 적어 주세요. 예: 01012345678', email: '메일 주소를 다시 확인해 주세요. 예: mina@example.com', name: '이름을 글자로만 적어 주세요.' } as Record<string, string>,
    too_long: '너무 길어요. 줄여서 적어 주세요.',
    other: '이 내용은 쓸 수 없어요. 다시 확인해 주세요.',
  },
  asked: '확인해 주세요',
  yes: '네, 진행할게요',
  no: '아니요',
  undo: name => `‘${name}’ 되돌리기`,
  until: when => `${when}까지 되돌릴 수 있어요`,
}

export default ko
