import en from './en/plan.ts'
import ko from './ko/plan.ts'

/** Words that come with their screens, not with the first one. */
export default { en, ko }
