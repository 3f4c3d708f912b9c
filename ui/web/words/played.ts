import en from './en/played.ts'
import ko from './ko/played.ts'

/** Words that come with what customers will experience with a roster. */
export default { en, ko }
