import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import { call } from '@/api/http'
import type { Brand } from '@/api/types'
import { paintBrand, setDocumentTitle } from '@/platform'
import { BRAND_KEY } from '@/platform/keys'
import { brandTokens } from '@/ui/brand-tokens'

/** The merchant's name, look and promises; the last known ones paint the first frame. */
export const useBrand = defineStore('brand', () => {
  const brand = shallowRef<Brand | null>((uni.getStorageSync(BRAND_KEY) as Brand | '') || null)
  const tokens = computed(() => (brand.value ? brandTokens(brand.value.brand_color) : {}))
  /** For platforms without a document: the same tokens as an inline style of the page. */
  const style = computed(() =>
    Object.entries(tokens.value)
      .map(([name, value]) => `${name}:${value}`)
      .join(';'),
  )
  let asked: Promise<Brand> | null = null

  function paint(): void {
    if (!brand.value) return
    paintBrand(tokens.value)
    setDocumentTitle(brand.value.name)
    const own = tokens.value['--brand']
    if (own) uni.setTabBarStyle({ selectedColor: own, fail: () => undefined })
  }
  function refresh(): Promise<Brand> {
    asked ??= call('get', '/brand')
      .then((got) => {
        brand.value = got
        uni.setStorageSync(BRAND_KEY, got)
        paint()
        return got
      })
      .catch((why: unknown) => {
        asked = null
        throw why
      })
    return asked
  }
  paint()
  return { brand, tokens, style, refresh }
})
