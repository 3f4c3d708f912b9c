import en from './en/tone.ts'
import ko from './ko/tone.ts'

/** Words that come with a customer's words that harm. */
export default { en, ko }
