import { mount } from 'svelte'
import './lib/base.css'
import 'pretendard/dist/web/variable/pretendardvariable-dynamic-subset.css'
import App from './shell/App.svelte'
import { language } from './lib/language.svelte.ts'
import { loadMe } from './lib/me.svelte.ts'
import { startRouter } from './lib/router.ts'
import { speak } from './lib/words.svelte.ts'

startRouter()
await speak(language())
await loadMe()
mount(App, { target: document.body })
