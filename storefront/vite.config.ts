import { fileURLToPath } from 'node:url'
import uniPlugin from '@dcloudio/vite-plugin-uni'
import { defineConfig } from 'vite'

// CommonJS plugin: under "type": "module" its default export arrives wrapped.
const uni = (uniPlugin as unknown as { default?: typeof uniPlugin }).default ?? uniPlugin
const server = process.env.YUTANG_DEV_API ?? 'http://127.0.0.1:8000'

export default defineConfig({
  base: '/',
  plugins: [uni()],
  resolve: { alias: { '@': fileURLToPath(new URL('./src', import.meta.url)) } },
  build: { target: 'es2015', reportCompressedSize: false },
  server: {
    host: '127.0.0.1',
    port: Number(process.env.YUTANG_DEV_PORT ?? 5173),
    proxy: { '/api': server, '/media': server, '/l/': server },
  },
})
