import en from './en/capacity.ts'
import ko from './ko/capacity.ts'

/** Words that come with the view months ahead alone. */
export default { en, ko }
