import en from './en/changed.ts'
import ko from './ko/changed.ts'

/** Names of what setup has no screen word for; the rest are the setup's own. */
export default { en, ko }
