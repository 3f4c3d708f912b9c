import en from './en/beside.ts'
import ko from './ko/beside.ts'

/** Words of two scenarios beside one another. */
export default { en, ko }
