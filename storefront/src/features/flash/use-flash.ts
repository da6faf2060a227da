import { onUnmounted, ref, shallowRef } from 'vue'
import { call } from '@/api/http'
import type { FlashItem } from '@/api/types'

/** A sold-out item comes back when somebody does not pay, and a running one sells: asked for while the page is open. */
const ASK_EVERY_MS = 3000

/** The server's clock on this device, and the true figures of the items while somebody looks. */
export function useFlash() {
  const ahead = ref(0)
  const now = ref(Date.now())
  const items = shallowRef<Record<number, FlashItem>>({})
  const tick = setInterval(() => (now.value = Date.now() + ahead.value), 500)
  let timer: ReturnType<typeof setTimeout> | undefined
  let watching = false

  /** Half the way there and back lies before the server's answer. */
  async function timed<T extends { server_time: string }>(ask: () => Promise<T>): Promise<T> {
    const began = Date.now()
    const got = await ask()
    const middle = (began + Date.now()) / 2
    const offset = Date.parse(got.server_time) - middle
    // whole seconds travel: a device that is right stays right
    ahead.value = Math.abs(offset) < 1500 ? 0 : offset
    now.value = Date.now() + ahead.value
    return got
  }
  function keep(list: FlashItem[]): void {
    items.value = Object.fromEntries(list.map((one) => [one.id, one]))
  }
  async function refresh(): Promise<void> {
    try {
      const got = await call('get', '/flash/pulse')
      const next = { ...items.value }
      for (const one of got.items) {
        const known = next[one.id]
        if (known) next[one.id] = { ...known, left: one.left, unpaid: one.unpaid, phase: one.phase, sold_share: Math.floor(((known.allotment - one.left) * 100) / known.allotment) }
      }
      items.value = next
    } catch {
      // the figures of a moment ago stay: the next question comes soon
    }
    if (watching) timer = setTimeout(() => void refresh(), ASK_EVERY_MS)
  }
  function watch(): void {
    if (watching) return
    watching = true
    timer = setTimeout(() => void refresh(), ASK_EVERY_MS)
  }
  function rest(): void {
    watching = false
    clearTimeout(timer)
  }
  onUnmounted(() => {
    rest()
    clearInterval(tick)
  })
  return { ahead, now, items, timed, keep, watch, rest }
}
