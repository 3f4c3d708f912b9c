import en from './en/assist.ts'
import ko from './ko/assist.ts'

/** Words of what stands beside a conversation: the article proposed, the guide, searching articles. */
export default { en, ko }
