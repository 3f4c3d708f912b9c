import en from './en/models.ts'
import ko from './ko/models.ts'

/** Words that come with language models of somebody else's, and with what is cut before one is asked. */
export default { en, ko }
