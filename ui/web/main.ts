import { mount } from 'svelte'
import './lib/base.css'
import App from './shell/App.svelte'
import { language } from './lib/language.svelte.ts'
import { loadMe } from './lib/me.svelte.ts'
import { startRouter } from './lib/router.ts'
import { speak } from './lib/words.svelte.ts'

startRouter()
await speak(language())
await loadMe()
mount(App, { target: document.body })
// After the first drawing: the list of slices alone is heavier than the styles.
void import('./lib/font.css')
