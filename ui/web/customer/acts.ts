import type en from '../words/en/acts.ts'
import { language } from '../lib/language.svelte.ts'

const load = { ko: () => import('../words/ko/acts.ts'), en: () => import('../words/en/acts.ts') }

/** The words of what the bot asks beside the conversation, there before any of it is drawn. */
export const acts: typeof en = (await load[language()]()).default
