import { computed, onUnmounted, ref, shallowRef } from 'vue'
import { call } from '@/api/http'
import type { Address, FlashItem } from '@/api/types'
import { useAct } from '@/features/act'
import { replace } from '@/features/navigate'
import { t } from '@/locale'
import { randomId } from '@/platform'
import { toast } from '@/ui/feedback'

/** One wish for one item: one key until its content changes, so that tapping again never buys twice. */
export function useFlashOrder(done: () => void) {
  const item = shallowRef<FlashItem | null>(null)
  const address = shallowRef<Address | null>(null)
  const quantity = ref(1)
  const queue = ref({ people: 0, seconds: 0 })
  const act = useAct()
  let key = randomId()
  let timer: ReturnType<typeof setTimeout> | undefined

  const most = computed(() => (item.value ? Math.max(1, Math.min(item.value.per_person - item.value.mine, item.value.left)) : 1))
  const total = computed(() => (item.value ? item.value.price_fen * quantity.value + item.value.shipping_fen : 0))

  async function open(chosen: FlashItem): Promise<void> {
    item.value = chosen
    quantity.value = 1
    key = randomId()
    if (chosen.store_id !== null || address.value) return
    const known = await call('get', '/addresses')
    address.value = known.items.find((one) => one.is_default) ?? known.items[0] ?? null
  }
  function choose(chosen: Address): void {
    address.value = chosen
    key = randomId()
  }
  function count(wanted: number): void {
    quantity.value = wanted
    key = randomId()
  }
  /** While the answer is on its way: how many wait and how long it takes now, as the server says. */
  async function ask(): Promise<void> {
    const pulse = await call('get', '/flash/pulse').catch(() => null)
    if (!act.busy.value) return
    if (pulse) queue.value = { people: pulse.queue, seconds: Math.ceil(pulse.wait_ms / 1000) }
    timer = setTimeout(() => void ask(), 1000)
  }
  function place(): void {
    const wanted = item.value
    if (!wanted) return
    if (wanted.store_id === null && !address.value) return toast(t.flash.needAddress)
    timer = setTimeout(() => void ask(), 800)
    void act
      .run(
        async () => {
          const placed = await call('post', '/flash/items/{item_id}/orders', {
            path: { item_id: wanted.id },
            body: { quantity: quantity.value, address_id: wanted.store_id === null ? (address.value?.id ?? null) : null, note: '' },
            key,
          })
          done()
          replace(`/pages/pay/cashier?order=${placed.order_no}`)
        },
        (error) => {
          toast(error.message)
          // who was told no may ask again; who does not know the outcome repeats the same key
          if (!error.offline && error.status < 500) key = randomId()
          if (error.status === 409) done()
          return true
        },
      )
      .then(stopAsking)
  }
  function stopAsking(): void {
    clearTimeout(timer)
    queue.value = { people: 0, seconds: 0 }
  }
  onUnmounted(stopAsking)
  return { item, address, quantity, most, total, queue, busy: act.busy, open, choose, count, place }
}
