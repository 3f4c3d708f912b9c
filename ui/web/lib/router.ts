import type { Component } from 'svelte'
import { createSubscriber } from 'svelte/reactivity'

export type Routes = Record<string, () => Promise<{ default: Component<any> }>>

const subscribe = createSubscriber(update => {
  navigation.addEventListener('currententrychange', update)
  return () => navigation.removeEventListener('currententrychange', update)
})

/** Screens change without loading the document again. */
export function startRouter() {
  navigation.addEventListener('navigate', e => {
    // The browser puts the focus back to the page's start when a move ends; an address that only follows what is typed must not.
    if (e.canIntercept && !e.hashChange && e.downloadRequest === null) e.intercept({ focusReset: e.navigationType === 'replace' ? 'manual' : undefined })
  })
}

/** Where the browser is; read in a component, it follows every navigation. */
export function here() {
  subscribe()
  return new URL(location.href)
}

/** Goes there; overtaken by another move, it simply ends. */
export const go = (to: string, replace = false) =>
  navigation.navigate(to, { history: replace ? 'replace' : 'auto' }).finished?.catch((error: Error) => {
    if (error.name !== 'AbortError') throw error
  })

/** The screen a path opens and the names in it: /desk/:id gives { id }. */
export function match(routes: Routes, url: URL) {
  for (const [pathname, load] of Object.entries(routes)) {
    const found = new URLPattern({ pathname }).exec(url)
    if (found) return { load, params: found.pathname.groups as Record<string, string | undefined> }
  }
}
