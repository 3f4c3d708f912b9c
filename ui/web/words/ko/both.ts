import type en from '../en/both.ts'

const ko: typeof en = {
  needed: { ko: label => (label ? `${label} (한국어)` : '한국어'), en: label => (label ? `${label} (영어)` : '영어') },
  optional: { ko: label => (label ? `${label} (한국어, 선택)` : '한국어 (선택)'), en: label => (label ? `${label} (영어, 선택)` : '영어 (선택)') },
}

export default ko
