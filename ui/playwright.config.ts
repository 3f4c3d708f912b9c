import { execFileSync } from 'node:child_process'
import { defineConfig } from '@playwright/test'

/** Debian's browser, or the one that CHROMIUM names; Playwright's own cannot be fetched everywhere. */
function chromium() {
  if (process.env.CHROMIUM) return process.env.CHROMIUM
  for (const name of ['chromium', 'chromium-browser', 'google-chrome']) {
    try {
      return execFileSync('which', [name], { encoding: 'utf8' }).trim()
    } catch {}
  }
  throw new Error('no Chromium found: install it (apt-get install chromium) or set CHROMIUM')
}

const quiet = ['--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync']
const port = Number(process.env.GALLERY_PORT ?? 4179)

export default defineConfig({
  testDir: 'tests',
  fullyParallel: true,
  workers: 2,
  retries: 0,
  forbidOnly: !!process.env.CI,
  timeout: 30_000,
  reporter: 'list',
  use: {
    locale: 'ko-KR',
    timezoneId: 'Asia/Seoul',
    viewport: { width: 1440, height: 900 },
    // A trace copies the whole page at every step: a quarter of the time.
    trace: process.env.TRACE ? 'retain-on-failure' : 'off',
    launchOptions: { executablePath: chromium(), args: ['--no-sandbox', ...quiet] },
  },
  // Files of the centre are long and each runs in its order: the parts fill what they leave.
  projects: [
    // A server that opens the demo takes its time on a busy machine.
    { name: 'centre', testDir: 'tests/centre', timeout: 90_000 },
    { name: 'parts', testDir: 'tests/parts', use: { baseURL: `http://127.0.0.1:${port}` } },
  ],
  webServer: {
    command: `node scripts/build.mjs gallery && npx vite preview --host 127.0.0.1 --port ${port} --strictPort --outDir ../node_modules/.gallery`,
    url: `http://127.0.0.1:${port}/gallery.html`,
    reuseExistingServer: false,
  },
})
