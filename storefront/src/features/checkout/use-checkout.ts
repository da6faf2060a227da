import { computed, reactive, shallowRef, watch } from 'vue'
import { call } from '@/api/http'
import type { Address, Quote, Store } from '@/api/types'
import { useAct } from '@/features/act'
import { useLoad } from '@/features/load'
import { replace } from '@/features/navigate'
import { t } from '@/locale'
import { randomId } from '@/platform'
import { toast } from '@/ui/feedback'
import type { Want } from './lines'

type Delivery = 'express' | 'pickup' | 'voucher'

/** Checkout: every choice asks the server for the price again; placing repeats one key until the purchase changes. */
export function useCheckout() {
  const chosen = reactive({ lines: null as Want[] | null, coupon: 'best', delivery: 'express' as Delivery, note: '', points: false })
  const address = shallowRef<Address | null>(null)
  const store = shallowRef<Store | null>(null)
  const stores = shallowRef<Store[]>([])
  const pickupQuote = shallowRef<Quote | null>(null)
  const act = useAct()
  const requote = useAct()
  let key = randomId()

  const body = (delivery: Delivery) => ({
    lines: chosen.lines,
    coupon: chosen.coupon,
    delivery,
    points: chosen.points ? -1 : 0,
    store_id: delivery === 'pickup' ? (store.value?.id ?? null) : null,
    address_id: delivery === 'express' ? (address.value?.id ?? null) : null,
  })
  const ask = (delivery: Delivery) => call('post', '/quote', { body: body(delivery) })

  const load = useLoad(async () => {
    const [addresses, places, me] = await Promise.all([call('get', '/addresses'), call('get', '/stores'), call('get', '/me')])
    stores.value = places.items.filter((one) => one.pickup_enabled)
    address.value ??= addresses.items.find((one) => one.is_default) ?? addresses.items[0] ?? null
    store.value ??= stores.value.find((one) => one.id === me.store?.id) ?? stores.value[0] ?? null
    const got = await ask(chosen.delivery)
    // what picking up would save is shown on the switch; without it the page is whole
    if (store.value && chosen.delivery !== 'voucher') ask('pickup').then((quote) => (pickupQuote.value = quote)).catch(() => undefined)
    return got
  })
  const quote = load.data

  function again(): Promise<unknown> {
    return requote.run(async () => {
      quote.value = await ask(chosen.delivery)
      if (chosen.delivery === 'pickup') pickupQuote.value = quote.value
    })
  }
  /** Money saved by picking up instead of delivery; known once both were priced. */
  const expressTotal = shallowRef<number | null>(null)
  watch(quote, (now) => {
    key = randomId()
    if (now && now.delivery === 'express') expressTotal.value = now.total_fen
  })
  const pickupSaves = computed(() => Math.max(0, (expressTotal.value ?? 0) - (pickupQuote.value?.total_fen ?? expressTotal.value ?? 0)))

  function deliver(by: Delivery): void {
    if (chosen.delivery === by) return
    chosen.delivery = by
    void again()
  }
  function spend(points: boolean): void {
    chosen.points = points
    void again()
  }
  function pay(coupon: string): void {
    chosen.coupon = coupon
    void again()
  }
  const missing = computed(() => {
    if (chosen.delivery === 'voucher') return ''
    if (chosen.delivery === 'express') return address.value ? '' : t.checkout.needAddress
    return store.value ? '' : t.checkout.needStore
  })

  function place(): void {
    const now = quote.value
    if (!now) return
    if (missing.value) return toast(missing.value)
    void act.run(
      async () => {
        const placed = await call('post', '/orders', {
          body: { ...body(chosen.delivery), expected_total_fen: now.total_fen, note: chosen.note },
          key,
        })
        replace(placed.total_fen > 0 ? `/pages/pay/cashier?order=${placed.order_no}` : `/pages/order/detail?no=${placed.order_no}`)
      },
      (error) => {
        key = randomId()
        toast(error.message)
        if (error.status === 409 || error.status === 400) void again()
        return true
      },
    )
  }
  return { chosen, address, store, stores, load, quote, again, deliver, pay, spend, place, missing, pickupSaves, placing: act.busy, pricing: requote.busy }
}
