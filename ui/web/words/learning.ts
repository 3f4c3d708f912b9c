import en from './en/learning.ts'
import ko from './ko/learning.ts'

/** Words that come with what the model of reasons learned. */
export default { en, ko }
