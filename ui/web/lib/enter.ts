/**
 * Enter sends, Shift+Enter breaks the line. On an open Hangul syllable Enter commits and sends, once: the browser
 * reports the commit after the key, and macOS repeats the key, which then finds nothing to send.
 */
export function hangulEnter(submit: () => void) {
  let sendOnCommit = false
  return {
    onkeydown(e: KeyboardEvent) {
      if (e.key !== 'Enter' || e.shiftKey || e.ctrlKey || e.metaKey) return
      e.preventDefault()
      if (e.isComposing) sendOnCommit = true
      else submit()
    },
    oncompositionend() {
      if (sendOnCommit) setTimeout(submit)
      sendOnCommit = false
    },
  }
}
