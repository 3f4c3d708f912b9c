// Every part in its states, for the tests and for looking at; not in the product.
import { mount } from 'svelte'
import '../lib/base.css'
import '../lib/font.css'
import { language, type Language } from '../lib/language.svelte.ts'
import { startRouter } from '../lib/router.ts'
import { speak } from '../lib/words.svelte.ts'
import Gallery from './Gallery.svelte'
import { pretend } from './people.ts'

const asked = new URLSearchParams(location.search)
const theme = asked.get('theme')
if (theme) document.documentElement.dataset.theme = theme
startRouter()
await speak((asked.get('language') as Language | null) ?? language())
pretend()
mount(Gallery, { target: document.body, props: { page: asked.get('page') ?? 'parts' } })
