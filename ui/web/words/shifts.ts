import en from './en/shifts.ts'
import ko from './ko/shifts.ts'

/** Words that come with their screens, not with the first one. */
export default { en, ko }
