import en from './en/floor.ts'
import ko from './ko/floor.ts'

/** Words of the floor, which come with its screens. */
export default { en, ko }
