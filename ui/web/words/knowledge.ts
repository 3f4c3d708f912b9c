import en from './en/knowledge.ts'
import ko from './ko/knowledge.ts'

/** Words that come with their screens, not with the first one. */
export default { en, ko }
