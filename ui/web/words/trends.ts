import en from './en/trends.ts'
import ko from './ko/trends.ts'

/** Words of how conversations go, on the floor. */
export default { en, ko }
