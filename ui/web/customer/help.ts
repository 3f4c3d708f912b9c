import type en from '../words/en/help.ts'
import { language } from '../lib/language.svelte.ts'

const load = { ko: () => import('../words/ko/help.ts'), en: () => import('../words/en/help.ts') }

/** The words of everything after the first screen, there before any of it is drawn. */
export const help: typeof en = (await load[language()]()).default
