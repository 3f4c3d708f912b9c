// node scripts/build.mjs [gallery]: the interface into dist/, or the gallery of parts into a folder for the tests.
import { rm } from 'node:fs/promises'
import { resolve } from 'node:path'
import { gallery, make, pages } from './pages.mjs'

const tests = process.argv[2] === 'gallery'
const folder = resolve(tests ? 'node_modules/.gallery' : 'dist')
await rm(folder, { recursive: true, force: true })
for (const page of tests ? [gallery] : pages) await make(page, folder)
