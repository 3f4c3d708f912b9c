import en from './en/procedureForm.ts'
import ko from './ko/procedureForm.ts'

/** Words of the form of one lookup or procedure, in Setup. */
export default { en, ko }
