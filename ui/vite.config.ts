import { svelte } from '@sveltejs/vite-plugin-svelte'
import { defineConfig } from 'vite'

const server = process.env.MARU_SERVER ?? 'http://127.0.0.1:7070'

export default defineConfig({
  root: 'web',
  publicDir: '../public',
  plugins: [svelte()],
  build: {
    outDir: '../dist',
    emptyOutDir: true,
    target: 'es2023',
    // Inlined assets would need a looser content security policy.
    assetsInlineLimit: 0,
    manifest: true,
    rollupOptions: { input: { staff: 'web/index.html', customer: 'web/c.html' } },
  },
  server: { proxy: { '/api': { target: server, ws: true } } },
  test: { root: '.', include: ['web/**/*.test.ts'] },
} as Parameters<typeof defineConfig>[0])
