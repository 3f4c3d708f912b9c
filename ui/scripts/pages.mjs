// What is built. Each page by itself, so that none carries what only another needs.
import { build } from 'vite'

// Svelte's package does not say so, but nothing of its client runs only for being imported.
const treeshake = { moduleSideEffects: id => !/svelte\/src\/(legacy|internal\/client)/.test(id) }
const page = (input, more = {}) => ({ rolldownOptions: { input, treeshake }, ...more })

/** The widget's loader is one small classic script with a name that never changes: sites put it in their pages. */
const loader = { input: 'web/widget.ts', output: { format: 'iife', entryFileNames: 'widget.js' } }

export const pages = [
  page('web/index.html'),
  // No list of what to load ahead: the page is small, and so it stays.
  page('web/c.html', { copyPublicDir: false, modulePreload: false }),
  { rolldownOptions: loader, copyPublicDir: false },
]
export const gallery = page('web/gallery.html')

/** Builds a page into a folder, or only in memory. The answer is what came out. */
export async function make(page, outDir) {
  const options = { ...page, outDir: outDir ?? 'dist', emptyOutDir: false, write: outDir !== undefined }
  return (await build({ build: options, logLevel: 'warn' })).output
}
