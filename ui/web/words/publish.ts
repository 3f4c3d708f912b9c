import en from './en/publish.ts'
import ko from './ko/publish.ts'

/** Words that come with publishing a roster. */
export default { en, ko }
