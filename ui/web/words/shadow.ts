import en from './en/shadow.ts'
import ko from './ko/shadow.ts'

/** Words that come with a policy in the shadow alone. */
export default { en, ko }
