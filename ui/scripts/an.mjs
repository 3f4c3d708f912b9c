import { build } from 'vite'
import { gzipSync } from 'node:zlib'
const treeshake = { moduleSideEffects: id => !/svelte\/src\/(legacy|internal\/client)/.test(id) }
async function t(name, b) {
 try {
 const out = (await build({ logLevel:'error', build: { write: false, modulePreload: false, ...b, rolldownOptions: { input: 'web/c.html', treeshake, ...b.rolldownOptions } } })).output
 const chunks = out.filter(o=>o.type==='chunk')
 const files = new Map(chunks.map(c=>[c.fileName,c])); const seen = new Set()
 const add = n => { if(!seen.has(n)){seen.add(n); files.get(n).imports.forEach(add)} }
 add(chunks.find(c=>c.isEntry).fileName)
 const w = chunks.find(c=>Object.keys(c.modules).some(m=>m.endsWith('words/ko/customer.ts')))
 add(w.fileName)
 console.log(name, [...seen].reduce((s,n)=>s+gzipSync(files.get(n).code).length,0), [...seen].map(n=>n+' '+gzipSync(files.get(n).code).length).join(', '), '| all', chunks.length)
 } catch (e) { console.log(name, 'failed', e.message) }
}
await t('base', {})
await t('allow-ext', { rolldownOptions: { preserveEntrySignatures: 'allow-extension' } })
await t('false', { rolldownOptions: { preserveEntrySignatures: false } })
await t('group', { rolldownOptions: { output: { codeSplitting: { groups: [{ name: 'app', test: /svelte\/src|customer\/(site|words)|parts\/(Field|Button|Lazy)|lib\/(format|language)|preload-helper/ }] } } } })
await t('group2', { rolldownOptions: { output: { codeSplitting: { includeDependenciesRecursively: false, groups: [{ name: 'app', test: id => /svelte\/src|customer\/(site|words)|parts\/(Field|Button|Lazy)|lib\/(format|language)|preload-helper/.test(id) && !/(await|input|class|this|select)\.js/.test(id) }] } } } })
await t('nosplit', { rolldownOptions: { output: { codeSplitting: false } } })
