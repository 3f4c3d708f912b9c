import en from './en/history.ts'
import ko from './ko/history.ts'

/** What was done, as whole sentences, by what it was about and what was done. */
export default { en, ko }
