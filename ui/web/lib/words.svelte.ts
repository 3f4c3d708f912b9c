import type en from '../words/en/index.ts'
import { setLanguage, type Language } from './language.svelte.ts'

export type Words = typeof en

const load: Record<Language, () => Promise<{ default: Words }>> = {
  ko: () => import('../words/ko/index.ts'),
  en: () => import('../words/en/index.ts'),
}

let chosen = $state<Words>()

/** Fetches the words of a language and shows them from now on. */
export async function speak(language: Language) {
  chosen = (await load[language]()).default
  setLanguage(language)
}

/** Every word on the staff screens. Only called once `speak` has ended. */
export const words = () => chosen as Words
