import en from './en/trial.ts'
import ko from './ko/trial.ts'

/** Words of a bot's tries at the desk. */
export default { en, ko }
