export type Language = 'ko' | 'en'

let chosen = $state<Language>(globalThis.navigator?.language.startsWith('ko') ? 'ko' : 'en')

/** The language of this page; read in a component, it follows every change. */
export const language = () => chosen

export function setLanguage(language: Language) {
  chosen = language
  if (globalThis.document) document.documentElement.lang = language
}

/** The right one of two: names, or the words of a screen that brings its own. What is not there in it is said in the other. */
export const say = <T>(words: { ko: T; en: T }): T => words[chosen] || words.ko || words.en
