import { fileURLToPath } from 'node:url'
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vitest/config'

const native = new Set(['view', 'image', 'text', 'button', 'scroll-view', 'swiper', 'swiper-item', 'input', 'textarea', 'picker', 'switch', 'rich-text', 'checkbox'])

export default defineConfig({
  plugins: [vue({ template: { compilerOptions: { isCustomElement: (tag) => native.has(tag) } } })],
  resolve: {
    alias: {
      '@dcloudio/uni-app': fileURLToPath(new URL('./tests/mocks/uni-app.ts', import.meta.url)),
      '@': fileURLToPath(new URL('./src', import.meta.url)),
    },
  },
  test: { environment: 'happy-dom', include: ['tests/**/*.test.ts'], setupFiles: ['tests/setup.ts'] },
})
