import en from './en/costs.ts'
import ko from './ko/costs.ts'

/** Words of what contacts cost: where the prices are set, and where they are reckoned with. */
export default { en, ko }
