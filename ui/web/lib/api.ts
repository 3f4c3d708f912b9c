import createClient from 'openapi-fetch'
import type { components, paths } from './schema.ts'
import { words } from './words.svelte.ts'

export type Schemas = components['schemas']

/** What went wrong, in the server's words: what happened, what is safe, what to do. */
export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly safe = '',
    readonly act = '',
    readonly fields: Record<string, string> = {},
    /** Where a file is damaged, and how. */
    readonly line?: number,
    readonly fault?: components['schemas']['FileFault'],
    /** What stands in the way of a plan. */
    readonly why?: string,
  ) {
    super(message)
  }
}

export const api = createClient<paths>({ baseUrl: location.origin })

type Answer<T> = { data?: T; error?: unknown; response: Response }

/** The data, or a `Problem` thrown. */
export async function get<T>(answer: Promise<Answer<T>>): Promise<T> {
  const { data, error, response } = await answer.catch(() => {
    throw new Problem(0, 'offline', words().noLine)
  })
  if (response.ok) return data as T
  throw problem(response.status, error)
}

function problem(status: number, body: unknown) {
  const said = (body as { error?: Record<string, any> } | undefined)?.error
  return new Problem(status, said?.code ?? String(status), said?.message ?? '', said?.safe, said?.do, said?.fields ?? {}, said?.line, said?.fault, said?.why)
}

/** The bytes of a file as the body of a request, as they are: the server knows the encodings. */
export const raw = (file: File, type = 'text/csv') => ({ body: file as unknown as string, bodySerializer: (body: unknown) => body as BodyInit, headers: { 'content-type': type } })
