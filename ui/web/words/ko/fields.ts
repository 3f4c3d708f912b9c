import type en from '../en/fields.ts'

const ko: typeof en = {
  required: '필수 항목입니다.', unknown: '알 수 없는 항목입니다.', wrong_type: '형식이 맞지 않습니다.', too_long: '너무 깁니다.', too_short: '너무 짧습니다.',
  out_of_range: '범위를 벗어났습니다.', not_there: '지금은 없는 항목입니다.', taken: '이미 쓰고 있습니다.', invalid: '쓸 수 없는 값입니다.',
  contradicts: '다른 항목과 맞지 않습니다.', common: '너무 쉬운 값입니다.', personal: '이름이나 주소와 너무 비슷합니다.',
}

export default ko
