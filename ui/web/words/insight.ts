import en from './en/insight.ts'
import ko from './ko/insight.ts'

/** Words that come with their screens, not with the first one. */
export default { en, ko }
