import { defineStore } from 'pinia'
import { ref } from 'vue'
import { call } from '@/api/http'

const CART_TAB = 2

/** How many pieces the cart holds: the number on the tab and on the product page. */
export const useCart = defineStore('cart', () => {
  const count = ref(0)

  function set(value: number): void {
    count.value = value
    const quiet = { fail: () => undefined }
    if (value > 0) uni.setTabBarBadge({ index: CART_TAB, text: value > 99 ? '99+' : String(value), ...quiet })
    else uni.removeTabBarBadge({ index: CART_TAB, ...quiet })
  }
  async function add(skuId: number, quantity: number): Promise<void> {
    set((await call('post', '/cart', { body: { sku_id: skuId, quantity } })).count)
  }
  return { count, set, add }
})
