import en from './en/setup.ts'
import ko from './ko/setup.ts'

/** Words of the setup, which come with its screens. */
export default { en, ko }
