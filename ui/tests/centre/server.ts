import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const binary = join(process.env.CARGO_TARGET_DIR ?? '../target', 'debug', 'maru')

/** The built program on a data folder of its own: the demo, with nobody simulated, or an empty centre. It can be killed and started again. */
export class Server {
  readonly url: string
  private process?: ChildProcess
  private said = ''

  private readonly data = mkdtempSync(join(tmpdir(), 'maru-'))
  private readonly command: string[]
  private readonly ready: RegExp

  constructor(
    private readonly port: number,
    { quiet = true, empty = false } = {},
  ) {
    this.command = empty ? ['serve'] : ['demo', ...(quiet ? ['--quiet'] : ['--days', '1'])]
    this.ready = empty ? /#link=\S+\n/ : /Take a seat[^]*\n\n/
    this.url = `http://127.0.0.1:${port}`
  }

  async start() {
    this.said = ''
    this.process = spawn(binary, this.command, {
      env: { ...process.env, MARU_DATA: this.data, MARU_LISTEN: `127.0.0.1:${this.port}`, MARU_PUBLIC_URL: this.url },
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    this.process.stdout?.on('data', chunk => (this.said += chunk))
    for (;;) {
      const well = await fetch(`${this.url}/api/health`).then(answer => answer.ok, () => false)
      if (well && this.ready.test(this.said)) return
      if (this.process.exitCode !== null) throw new Error(`the server ended:\n${this.said}`)
      await new Promise(done => setTimeout(done, 100))
    }
  }

  /** As a power cut would: no farewell. */
  async kill() {
    const gone = new Promise(done => this.process?.once('exit', done))
    this.process?.kill('SIGKILL')
    await gone
  }

  async stop() {
    const gone = new Promise(done => this.process?.once('exit', done))
    this.process?.kill('SIGTERM')
    await gone
  }

  /** The one-time link of a seat, as printed; an empty centre has one. */
  link(name = '#link=') {
    const line = this.said.split('\n').find(line => line.includes(name))
    const link = line && /http\S+/.exec(line)?.[0]
    if (!link) throw new Error(`no seat for ${name} in:\n${this.said}`)
    return link
  }
}
