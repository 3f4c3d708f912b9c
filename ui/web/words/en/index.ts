import common from './common.ts'
import desk from './desk.ts'
import me from './me.ts'

export default { ...common, desk, me }
