import en from './en/deskMore.ts'
import ko from './ko/deskMore.ts'

/** Words of what the desk shows only when asked. */
export default { en, ko }
