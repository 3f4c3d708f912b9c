import en from './en/compare.ts'
import ko from './ko/compare.ts'

/** Words that come with their screens, not with the first one. */
export default { en, ko }
