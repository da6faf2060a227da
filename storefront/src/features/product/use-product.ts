import { computed, ref, shallowRef } from 'vue'
import { call } from '@/api/http'
import type { ProductForMe, Sku, TickerItem } from '@/api/types'
import { useAct } from '@/features/act'
import { useLoad } from '@/features/load'
import { go, hasToken, needSignIn } from '@/features/navigate'
import { t } from '@/locale'
import { useCart } from '@/stores/cart'
import { toast } from '@/ui/feedback'
import { firstSellable } from './choose'

/** All that the product page knows and does. */
export function useProduct() {
  const id = ref(0)
  const forMe = shallowRef<ProductForMe | null>(null)
  const ticker = shallowRef<TickerItem[]>([])
  const sku = shallowRef<Sku>()
  const quantity = ref(1)
  const act = useAct()
  const cart = useCart()

  const load = useLoad(async () => {
    const got = await call('get', '/products/{product_id}', { path: { product_id: id.value } })
    sku.value = got.skus.find((one) => one.id === sku.value?.id) ?? firstSellable(got.skus)
    return got
  })

  /** What differs for me and the ticker come after the page, so that the page need not wait for them. */
  async function refreshMine(): Promise<void> {
    const path = { product_id: id.value }
    const asked = [
      call('get', '/products/{product_id}/ticker', { path }).then((got) => (ticker.value = got.items)),
      hasToken()
        ? call('get', '/products/{product_id}/for-me', { path }).then((got) => {
            forMe.value = got
            cart.set(got.cart_count)
          })
        : Promise.resolve((forMe.value = null)),
    ]
    await Promise.allSettled(asked)
  }

  const product = load.data
  const price = computed(() => forMe.value?.price ?? product.value?.price ?? null)
  const coupons = computed(() => forMe.value?.coupons ?? product.value?.coupons ?? [])
  const skuPrice = computed(() => {
    const one = sku.value
    return one ? (forMe.value?.sku_prices[String(one.id)] ?? one.price_fen) : 0
  })

  function choose(chosen: Sku): void {
    sku.value = chosen
    quantity.value = Math.max(1, Math.min(quantity.value, chosen.max_quantity, chosen.left))
  }
  function toCart(done: () => void): void {
    const one = sku.value
    if (!one || !needSignIn()) return
    void act.run(async () => {
      await cart.add(one.id, quantity.value)
      toast(t.product.added)
      done()
    })
  }
  function buy(): void {
    const one = sku.value
    if (!one) return
    const way = product.value?.kind === 'voucher' ? '&delivery=voucher' : ''
    const url = `/pages/checkout/index?lines=${one.id}x${quantity.value}${way}`
    if (needSignIn(url)) go(url)
  }
  return { id, load, product, forMe, ticker, sku, quantity, price, coupons, skuPrice, busy: act.busy, cart, refreshMine, choose, toCart, buy }
}
