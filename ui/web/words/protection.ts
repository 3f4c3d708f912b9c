import en from './en/protection.ts'
import ko from './ko/protection.ts'

/** Words of the ladder of protection as a centre sets it. */
export default { en, ko }
