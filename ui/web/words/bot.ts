import en from './en/bot.ts'
import ko from './ko/bot.ts'

/** Words that come with what the bot did and how it is tested. */
export default { en, ko }
