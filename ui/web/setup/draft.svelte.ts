import { api, get, Problem, type Schemas } from '../lib/api.ts'

/** The draft everyone edits. Changes are saved by themselves, a moment after the last one. */
export const draft = $state({
  view: undefined as Schemas['DraftView'] | undefined,
  problem: undefined as Problem | undefined,
  saving: false,
  saved: false,
})

export async function loadDraft() {
  try {
    draft.view = await get(api.GET('/api/setup/draft'))
    draft.problem = undefined
  } catch (error) {
    draft.problem = error as Problem
  }
}

let timer: ReturnType<typeof setTimeout> | undefined

/** Call after changing `draft.view.document`. */
export function changed() {
  draft.saved = false
  clearTimeout(timer)
  timer = setTimeout(() => void saveDraft(), 600)
}

/** Saves at once what is not saved yet. */
export async function saveDraft() {
  clearTimeout(timer)
  timer = undefined
  const view = draft.view
  if (!view) return
  draft.saving = true
  try {
    const { revision, base, saved, saved_by, changed } = await get(api.PUT('/api/setup/draft', { body: { document: $state.snapshot(view.document) as Schemas['Document'], revision: view.revision } }))
    Object.assign(view, { revision, base, saved, saved_by, changed })
    draft.saved = true
  } catch (error) {
    draft.problem = error as Problem
  }
  draft.saving = false
}
