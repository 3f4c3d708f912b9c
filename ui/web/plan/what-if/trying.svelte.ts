import { api, get, Problem, type Schemas } from '../../lib/api.ts'

const LOOK_MS = 500

export const unchanged: Schemas['TryChange'] = { volume_percent: 100, handle_percent: 100, agents: 0, callback_percent: 0, bot_percent: 0 }

/** A day being played again on the server: its progress, and how it ended. */
export class Trying {
  job = $state<Schemas['TryJob']>()
  problem = $state<Problem>()
  stopped = $state(false)

  /** Begins one and waits for it; the number of the try, if it came to an end. */
  run = (body: Schemas['NewTry']) => this.#until(() => get(api.POST('/api/plan/what-if', { body })))

  /** Waits for one that somebody began. */
  follow = (job: Schemas['TryJob']) => this.#until(() => Promise.resolve(job))

  stop = () => this.job && get(api.DELETE('/api/plan/what-if/jobs/{id}', { params: { path: { id: this.job.id } } })).catch(this.#fail)

  async #until(begin: () => Promise<Schemas['TryJob']>) {
    ;[this.problem, this.stopped] = [undefined, false]
    try {
      this.job = await begin()
      while (this.job?.state === 'running') {
        await new Promise(done => setTimeout(done, LOOK_MS))
        this.job = await get(api.GET('/api/plan/what-if/jobs/{id}', { params: { path: { id: this.job.id } } }))
      }
      if (this.job.state === 'done') return this.job.result ?? undefined
      if (this.job.state === 'cancelled') this.stopped = true
      else this.problem = new Problem(422, 'failed', this.job.why ?? '')
    } catch (fault) {
      this.#fail(fault)
    } finally {
      this.job = undefined
    }
  }

  #fail = (fault: unknown) => {
    if (!(fault instanceof Problem)) throw fault
    this.problem = fault
  }
}
