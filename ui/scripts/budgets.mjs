// What each page may weigh, gzipped, in kB of 1,000 bytes. Exceeding one fails the tests.
import { readFile } from 'node:fs/promises'
import { gzipSync } from 'node:zlib'

const manifest = JSON.parse(await readFile('dist/.vite/manifest.json', 'utf8'))
const size = async file => gzipSync(await readFile(`dist/${file}`)).length / 1000

/** Everything a chunk loads before it can run. */
function needed(key, seen = new Set()) {
  if (seen.has(key)) return seen
  seen.add(key)
  for (const other of manifest[key].imports ?? []) needed(other, seen)
  return seen
}

async function weigh(keys) {
  const js = new Set()
  const css = new Set()
  for (const key of keys) {
    js.add(manifest[key].file)
    for (const file of manifest[key].css ?? []) css.add(file)
  }
  const sum = async files => (await Promise.all([...files].map(size))).reduce((a, b) => a + b, 0)
  return { js: await sum(js), css: await sum([...css].filter(file => !/pretendard/i.test(file))) }
}

const rows = []
const entry = name => Object.keys(manifest).find(key => key.endsWith(name))
const staff = needed(entry('index.html'))
const words = needed(entry('words/ko/index.ts'))
const desk = needed(entry('desk/Desk.svelte'))
const first = await weigh(new Set([...staff, ...words, ...desk]))
rows.push(['first staff screen, JS', first.js, 60], ['first staff screen, CSS', first.css, 6])
for (const key of Object.keys(manifest).filter(key => /^(floor|setup|me)\/\w+\.svelte$/.test(key) && manifest[key].isDynamicEntry)) {
  const more = [...needed(key)].filter(other => !staff.has(other))
  rows.push([key, (await weigh(more)).js, 20])
}
const customer = needed(entry('c.html'))
const spoken = needed(entry('words/ko/customer.ts'))
rows.push(['customer page, JS', (await weigh(new Set([...customer, ...spoken]))).js, 20])
rows.push(['widget loader', await size('widget.js'), 2])

let over = false
for (const [what, is, may] of rows) {
  const bad = is > may
  over ||= bad
  console.log(`${bad ? 'OVER' : ' ok '}  ${is.toFixed(1).padStart(6)} of ${String(may).padStart(2)} kB  ${what}`)
}
if (over) process.exit(1)
