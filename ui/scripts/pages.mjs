// What is built. Each page by itself, so that none carries what only another needs.
import { build } from 'vite'

// Svelte's package does not say so, but nothing of its client runs only for being imported.
const treeshake = { moduleSideEffects: id => !/svelte\/src\/(legacy|internal\/client)/.test(id) }
const page = (input, more = {}) => ({ rolldownOptions: { input, treeshake }, ...more })

/** The widget's loader is one small classic script with a name that never changes: sites put it in their pages. */
const loader = { input: 'web/widget.ts', output: { format: 'iife', entryFileNames: 'widget.js' } }

// The customer's page has one style sheet and fetches nothing ahead, so it needs no helper for that; and what its
// first screen needs comes in one piece.
const lean = {
  name: 'maru-lean',
  enforce: 'pre',
  load: id => (id.endsWith('vite/preload-helper.js') ? 'export const __vitePreload = load => load()' : undefined),
}
const later = /(await|input|class|this|select)\.js$/
const first = {
  name: 'first',
  test: id => /svelte\/src|clsx|esm-env|customer\/(site|words)|parts\/(Button|Lazy)|lib\/(format|language)/.test(id) && !later.test(id),
}
const together = { codeSplitting: { includeDependenciesRecursively: false, groups: [first] } }

const customer = {
  plugins: [lean],
  ...page('web/c.html', { copyPublicDir: false, cssCodeSplit: false, modulePreload: false }),
}
customer.rolldownOptions.output = together

// What nearly every screen uses comes together, and so does what a conversation needs: many small files weigh more than one.
const staff = page('web/index.html')
const seldom = /(Both|Calls|TimeChart|Bars|Spark|Palette|Table|Figure|Board|Ribbon|Composer|Thread|Choice|Slider|SheetLayout|Tabs|Search|FormLayout|Switch|Person|Sum|ImportFile)\.svelte/
const parts = { name: 'parts', test: id => /web\/parts\//.test(id) && !seldom.test(id) }
const lib = { name: 'lib', test: /web\/lib\/(?!chime|canned|enter|period)[\w.]+\.ts$/ }
const svelte = { name: 'svelte', test: /node_modules\/(svelte|clsx|esm-env)\// }
const talk = {
  name: 'talk',
  test: /web\/(desk\/(Conversation|Composer|Context|Article|steps)|parts\/(Composer|Thread)|lib\/(canned|enter))\./,
}
staff.rolldownOptions.output = { codeSplitting: { includeDependenciesRecursively: false, groups: [parts, lib, talk, svelte] } }

/** The help centre is written by the server; only its style sheet comes from here, under a name that never changes. */
const help = { rolldownOptions: { input: 'web/help.css', output: { assetFileNames: 'help.css' } }, copyPublicDir: false }

export const pages = [
  staff,
  customer,
  { rolldownOptions: loader, copyPublicDir: false },
  help,
]
export const gallery = page('web/gallery.html')

/** Builds a page into a folder, or only in memory. The answer is what came out. */
export async function make({ plugins, ...page }, outDir) {
  const options = { ...page, outDir: outDir ?? 'dist', emptyOutDir: false, write: outDir !== undefined }
  return (await build({ plugins, build: options, logLevel: 'warn' })).output
}
