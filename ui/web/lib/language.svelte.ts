export type Language = 'ko' | 'en'

let chosen = $state<Language>(globalThis.navigator?.language.startsWith('ko') ? 'ko' : 'en')

/** The language of this page; read in a component, it follows every change. */
export const language = () => chosen

export function setLanguage(language: Language) {
  chosen = language
  if (globalThis.document) document.documentElement.lang = language
}

/** The right one of two names. */
export const say = (words: { ko: string; en: string }) => words[chosen]
