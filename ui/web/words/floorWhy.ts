import en from './en/floorWhy.ts'
import ko from './ko/floorWhy.ts'

/** Words of why somebody waits or has nothing. */
export default { en, ko }
