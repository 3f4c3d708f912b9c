/**
 * Agents' desks in a real browser: prints `CONTACT EPOCH_MS` for each offer, at the first frame that shows it.
 * The first argument is the server, each line of the input a session's cookie. Says `ready` once every desk is live.
 */
import { execFileSync } from 'node:child_process'
import { createInterface } from 'node:readline'
import { chromium } from 'playwright-core'

const [url] = process.argv.slice(2)
if (!url) throw new Error('offers.mjs URL, with a cookie a line')

const executablePath = process.env.CHROMIUM ?? execFileSync('which', ['chromium'], { encoding: 'utf8' }).trim()
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] })

/** In the page: the time of the first frame after an offer came into it. */
function watch() {
  const seen = new Set()
  const look = () => {
    for (const card of document.querySelectorAll('[data-offered]')) {
      const contact = card.dataset.offered ?? ''
      if (seen.has(contact)) continue
      seen.add(contact)
      requestAnimationFrame(() => {
        const { port1, port2 } = new MessageChannel()
        // The message comes after the frame was made.
        port1.onmessage = () => console.log(`shown ${contact} ${performance.timeOrigin + performance.now()}`)
        port2.postMessage(0)
      })
    }
  }
  new MutationObserver(look).observe(document, { childList: true, subtree: true })
}

let desks = 0
for await (const cookie of createInterface({ input: process.stdin })) {
  const [name = '', value = ''] = cookie.split(/=(.*)/)
  const context = await browser.newContext({ locale: 'ko-KR', viewport: { width: 1440, height: 900 } })
  await context.addCookies([{ name, value, url }])
  const page = await context.newPage()
  await page.addInitScript(watch)
  page.on('console', message => {
    const [what, contact, at] = message.text().split(' ')
    if (what === 'shown') console.log(`${contact} ${at}`)
  })
  await page.goto(`${url}/desk`)
  await page.getByRole('main').waitFor()
  await page.waitForLoadState('networkidle')
  desks += 1
}
console.log(`ready ${desks}`)
