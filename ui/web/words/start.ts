import en from './en/start.ts'
import ko from './ko/start.ts'

/** Words of what a new centre needs, which come with it. */
export default { en, ko }
