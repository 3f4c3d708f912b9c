import en from './en/guide.ts'
import ko from './ko/guide.ts'

/** Words of the guide's editor in Setup. */
export default { en, ko }
