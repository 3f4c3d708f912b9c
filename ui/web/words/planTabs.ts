import en from './en/planTabs.ts'
import ko from './ko/planTabs.ts'

/** The screens of planning. */
export default { en, ko }
