import type en from '../en/file.ts'

const ko: typeof en = {
  line: n => `${n}번째 줄`,
  field: (name, why) => `‘${name}’ – ${why}`,
  fault: {
    encoding: 'UTF-8도 CP949도 아닙니다.', header: '첫 줄에 위의 열 이름이 하나씩 있어야 합니다.', cells: '열 수가 맞지 않습니다.', value: '쓸 수 없는 값이 있습니다.',
    twice: '앞 줄과 같은 key입니다.', not_there: '가리키는 것이 없습니다.', too_many_rows: '한 번에 가져올 수 있는 줄 수를 넘습니다.', older: '여기에 더 새로운 판이 있습니다. 다시 내보내 받으세요.',
  },
}

export default ko
