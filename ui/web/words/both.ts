import en from './en/both.ts'
import ko from './ko/both.ts'

/** Labels of texts that stand in both languages. */
export default { en, ko }
