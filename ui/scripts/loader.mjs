// The widget's loader is one small classic script with a name that never changes: sites put it in their pages.
import { readFile, writeFile } from 'node:fs/promises'
import { transformWithOxc } from 'vite'

const source = await readFile('web/widget.ts', 'utf8')
const { code } = await transformWithOxc(source, 'widget.ts', { lang: 'ts' })
await writeFile('dist/widget.js', code.replace(/\n\s+/g, '\n'))
