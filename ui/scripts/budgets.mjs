// What each page may weigh, gzipped, in kB of 1,000 bytes. Exceeding one fails the tests.
// Fonts and their list are left out: they come after the first drawing.
import { gzipSync } from 'node:zlib'
import { make, pages } from './pages.mjs'

/** What a page is made of, and what of it is needed for some of its modules. */
async function inspect(page) {
  const output = await make(page)
  const files = new Map(output.map(file => [file.fileName, file]))
  const size = names => [...names].reduce((sum, name) => sum + gzipSync(files.get(name).code ?? files.get(name).source).length, 0) / 1000
  const chunks = output.filter(file => file.type === 'chunk')
  const chunk = ending => {
    const found = chunks.find(chunk => chunk.facadeModuleId?.endsWith(ending))
    if (!found) throw new Error(`nothing was built for ${ending}`)
    return found
  }
  /** The chunk of a module and everything that must be there before it runs. */
  const needed = (ending, seen = new Set()) => {
    const add = name => {
      if (seen.has(name)) return
      seen.add(name)
      files.get(name).imports.forEach(add)
    }
    add(chunk(ending).fileName)
    return seen
  }
  const css = names => new Set([...names].flatMap(name => [...files.get(name).viteMetadata.importedCss]))
  return { chunks, needed, size, css }
}

const [staff, customer, widget] = await Promise.all(pages.map(inspect))
const rows = []

const first = staff.needed('index.html')
staff.needed('words/ko/index.ts', first)
const shell = new Set(first)
staff.needed('desk/Desk.svelte', first)
rows.push(['first staff screen, JS', staff.size(first), 60], ['first staff screen, CSS', staff.size(staff.css(first)), 6])
for (const { facadeModuleId: id } of staff.chunks) {
  const screen = /web\/((?!desk|shell|parts|words)\w+\/\w+\.svelte)$/.exec(id ?? '')?.[1]
  if (screen) rows.push([`then ${screen}, JS`, staff.size([...staff.needed(screen)].filter(name => !shell.has(name))), 20])
}
const page = customer.needed('c.html')
customer.needed('words/ko/customer.ts', page)
rows.push(['customer page, JS', customer.size(page), 20])
rows.push(['widget loader', widget.size(['widget.js']), 2])

let over = 0
for (const [what, is, may] of rows) {
  if (is > may) over += 1
  console.log(`${is > may ? 'OVER' : ' ok '}  ${is.toFixed(1).padStart(6)} of ${String(may).padStart(2)} kB  ${what}`)
}
if (over) process.exit(1)
