import en from './en/fromFile.ts'
import ko from './ko/fromFile.ts'

/** Words of a draft taken from a file. */
export default { en, ko }
