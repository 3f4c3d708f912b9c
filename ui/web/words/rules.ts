import en from './en/rules.ts'
import ko from './ko/rules.ts'

/** Rules of a roster, on every screen that names them. */
export default { en, ko }
