import en from './en/gaps.ts'
import ko from './ko/gaps.ts'

/** Words of the articles that are missing. */
export default { en, ko }
