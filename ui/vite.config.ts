import { svelte } from '@sveltejs/vite-plugin-svelte'
import { defineConfig } from 'vitest/config'

const server = process.env.MARU_SERVER ?? 'http://127.0.0.1:7070'

/** While developing, as the server does it: the customer's page for `/c/…`, and the gallery of parts. */
const pages = {
  name: 'maru-pages',
  configureServer(dev: import('vite').ViteDevServer) {
    dev.middlewares.use((request, _, next) => {
      // Its script is named as seen from `/c/…`.
      if (request.url?.startsWith('/c/')) request.url = /\.ts\b/.test(request.url) ? request.url.slice(2) : '/c.html'
      if (request.url === '/gallery') request.url = '/gallery.html'
      next()
    })
  },
}

// What is built, page by page, is in scripts/build.mjs.
export default defineConfig({
  root: 'web',
  publicDir: '../public',
  plugins: [svelte({ configFile: false }), pages],
  build: {
    target: 'es2023',
    // Inlined assets would need a looser content security policy.
    assetsInlineLimit: 0,
  },
  server: { proxy: { '/api': { target: server, ws: true } } },
  test: { root: '.', include: ['web/**/*.test.ts'] },
})
