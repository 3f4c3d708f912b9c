import en from './en/adherence.ts'
import ko from './ko/adherence.ts'

/** Words that come with adherence alone. */
export default { en, ko }
