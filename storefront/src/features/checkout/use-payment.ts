import { computed, onUnmounted, ref, shallowRef } from 'vue'
import { asApiError, type ApiError } from '@/api/errors'
import { call } from '@/api/http'
import type { Payment } from '@/api/types'

/** How long the page asks by itself before it says honestly that it does not know yet. */
const PATIENCE_MS = 60_000
/** Money that was paid is known within a moment; after this, most people who wait have come back without paying. */
const DOUBT_MS = 3_000

/** Asks for the result of a payment, less and less often. */
export function usePayment(now: () => number = Date.now) {
  const payment = shallowRef<Payment | null>(null)
  const error = shallowRef<ApiError | null>(null)
  const tired = ref(false)
  const doubtful = ref(false)
  let no = ''
  let orderNo = ''
  let timer: ReturnType<typeof setTimeout> | undefined
  let since = 0

  const state = computed<'waiting' | 'paid' | 'closed' | 'failed'>(() => {
    const status = payment.value?.status
    return status === 'succeeded' ? 'paid' : status === 'closed' ? 'closed' : status === 'failed' ? 'failed' : 'waiting'
  })

  async function ask(): Promise<void> {
    clearTimeout(timer)
    try {
      payment.value = no ? await call('get', '/payments/{no}', { path: { no } }) : await fromOrder()
      error.value = null
    } catch (why) {
      error.value = asApiError(why)
      if (!error.value.offline && error.value.status < 500) return
    }
    if (state.value !== 'waiting') return
    const waited = now() - since
    doubtful.value = waited >= DOUBT_MS
    tired.value = waited > PATIENCE_MS
    if (!tired.value) timer = setTimeout(() => void ask(), waited < 10_000 ? 1000 : 3000)
  }
  /** Without a payment number the order itself knows whether its money has come. */
  async function fromOrder(): Promise<Payment> {
    const order = await call('get', '/orders/{no}', { path: { no: orderNo } })
    const status = order.status === 'pending_payment' ? 'created' : order.paid_at ? 'succeeded' : 'closed'
    return { payment_no: '', order_no: order.no, status, amount_fen: order.total_fen, order_status: order.status }
  }
  function start(given: string, ofOrder: string): Promise<void> {
    no = given
    orderNo = ofOrder
    since = now()
    tired.value = doubtful.value = false
    return ask()
  }
  const stop = () => clearTimeout(timer)
  onUnmounted(stop)
  return { payment, error, tired, doubtful, state, start, stop }
}
