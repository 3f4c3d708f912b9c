import en from './en/customers.ts'
import ko from './ko/customers.ts'

/** Words that come with their screens, not with the first one. */
export default { en, ko }
