import { mount } from 'svelte'
import font from '../lib/font.css?url'
import '../lib/base.css'
import Customer from './Customer.svelte'
import { speak } from './words.svelte.ts'
import { language } from '../lib/language.svelte.ts'

await speak(language())
mount(Customer, { target: document.body })
// After the first drawing: the list of slices alone is heavier than the page.
document.head.append(Object.assign(document.createElement('link'), { rel: 'stylesheet', href: font }))
