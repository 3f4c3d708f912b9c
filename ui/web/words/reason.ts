import en from './en/reason.ts'
import ko from './ko/reason.ts'

/** Words of one reason's page. */
export default { en, ko }
