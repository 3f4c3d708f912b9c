import en from './en/exampleFile.ts'
import ko from './ko/exampleFile.ts'

/** Words of the exampleFile's editor in Setup. */
export default { en, ko }
