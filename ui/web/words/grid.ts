import en from './en/grid.ts'
import ko from './ko/grid.ts'

/** Words that come with their screens, not with the first one. */
export default { en, ko }
