import common from './common.ts'
import desk from './desk.ts'

export default { ...common, desk }
