import en from './en/planSettings.ts'
import ko from './ko/planSettings.ts'

/** Words that come with the planning settings alone. */
export default { en, ko }
