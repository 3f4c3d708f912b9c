import en from './en/whatIf.ts'
import ko from './ko/whatIf.ts'

/** Words of trying a day again, which come with its screens. */
export default { en, ko }
