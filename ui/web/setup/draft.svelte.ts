import { api, get, Problem, type Schemas } from '../lib/api.ts'
import { holds } from '../lib/kept.svelte.ts'

/** The draft everyone edits. Changes are saved by themselves, a moment after the last one. */
export const draft = $state({
  view: undefined as Schemas['DraftView'] | undefined,
  problem: undefined as Problem | undefined,
  /** Something changed here is not on the server yet. */
  unsaved: false,
  saved: false,
})
holds(() => draft.unsaved)

const SAVE_MS = 600
let timer: ReturnType<typeof setTimeout> | undefined
let saving: Promise<void> | undefined

/** Reads the draft, but never over something that is not saved yet, even if it was written while this was on its way. */
export async function loadDraft() {
  await saveDraft()
  if (draft.unsaved) return
  try {
    const view = await get(api.GET('/api/setup/draft'))
    if (draft.unsaved || saving) return
    draft.view = view
    draft.problem = undefined
  } catch (error) {
    draft.problem = error as Problem
  }
}

/** Reads the draft; what is not saved here is given up. */
export async function readDraft() {
  clearTimeout(timer)
  draft.unsaved = false
  await loadDraft()
}

/** How many reasons of the draft use something. */
export const users = (use: (reason: Schemas['ReasonEntry']) => boolean) => draft.view?.document.reasons.filter(use).length ?? 0

/** Call after changing `draft.view.document`. */
export function changed() {
  draft.saved = false
  draft.unsaved = true
  clearTimeout(timer)
  timer = setTimeout(() => void saveDraft(), SAVE_MS)
}

/** Saves at once what is not saved yet; one save after the other, since each names the revision before. */
export async function saveDraft() {
  clearTimeout(timer)
  while (saving) await saving
  if (!draft.view || !draft.unsaved) return
  saving = save(draft.view).finally(() => (saving = undefined))
  await saving
}

async function save(view: Schemas['DraftView']) {
  draft.unsaved = false
  try {
    const document = $state.snapshot(view.document) as Schemas['Document']
    const { revision, base, saved, saved_by, changed } = await get(api.PUT('/api/setup/draft', { body: { document, revision: view.revision } }))
    Object.assign(view, { revision, base, saved, saved_by, changed })
    draft.problem = undefined
    draft.saved = !draft.unsaved
  } catch (error) {
    draft.unsaved = true
    draft.problem = error as Problem
  }
}
