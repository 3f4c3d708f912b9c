import en from './en/procedureSetup.ts'
import ko from './ko/procedureSetup.ts'

/** Words of Setup → Bot about procedures. */
export default { en, ko }
