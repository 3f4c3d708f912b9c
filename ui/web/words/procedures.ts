import en from './en/procedures.ts'
import ko from './ko/procedures.ts'

/** Words of lookups and procedures at the desk. */
export default { en, ko }
