import { api, get } from '../lib/api.ts'
import { offers } from '../lib/live.svelte.ts'
import { go } from '../lib/router.ts'
import { attempt } from '../lib/toast.svelte.ts'

/** Takes an offer and opens the conversation. */
export const accept = (id: number) =>
  attempt(async () => {
    const row = await get(api.POST('/api/offers/{id}/accept', { params: { path: { id } }, body: {} }))
    offers.delete(id)
    await go(`/desk/${row.id}`)
  })
