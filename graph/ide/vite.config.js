// Addresses are relative to the page's own, /graphql: everything else lies below /explorer.
import { defineConfig } from 'vite'

export default defineConfig({
  base: './',
  build: { assetsDir: 'explorer', chunkSizeWarningLimit: 4000, reportCompressedSize: false },
  worker: { format: 'es' },
})
