import { computed } from 'vue'
import { call } from '@/api/http'
import type { Cart, CartLine } from '@/api/types'
import { useAct } from '@/features/act'
import { useLoad } from '@/features/load'
import { useCart } from '@/stores/cart'

/** The cart page's data; every change answers with the whole cart, so that sums are never computed here. */
export function useCartPage() {
  const store = useCart()
  const act = useAct()
  const load = useLoad(async () => seen(await call('get', '/cart')))
  const cart = load.data

  function seen(got: Cart): Cart {
    store.set(got.count)
    return got
  }
  function change(ask: () => Promise<Cart>): Promise<void> {
    return act.run(async () => void (cart.value = seen(await ask())), () => void load.reload()).then(() => undefined)
  }
  const patch = (line: CartLine, what: { quantity?: number; selected?: boolean; new_sku_id?: number }) =>
    change(() => call('patch', '/cart', { body: { sku_id: line.sku_id, ...what } }))
  const remove = (lines: CartLine[]) => change(() => call('delete', '/cart', { query: { sku_id: lines.map((line) => line.sku_id) } }))
  const selectAll = (selected: boolean) => change(() => call('post', '/cart/select', { query: { selected } }))

  const allSelected = computed(() => {
    const buyable = (cart.value?.lines ?? []).filter((line) => !line.problem)
    return buyable.length > 0 && buyable.every((line) => line.selected)
  })
  return { load, cart, patch, remove, selectAll, allSelected, busy: act.busy }
}
