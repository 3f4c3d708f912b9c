import type en from '../words/en/customer.ts'
import { setLanguage, type Language } from '../lib/language.svelte.ts'

const load: Record<Language, () => Promise<{ default: typeof en }>> = {
  ko: () => import('../words/ko/customer.ts'),
  en: () => import('../words/en/customer.ts'),
}

let chosen = $state<typeof en>()

export async function speak(language: Language) {
  chosen = (await load[language]()).default
  setLanguage(language)
}

/** The words of the customer's page. Only called once `speak` has ended. */
export const words = () => chosen as typeof en
