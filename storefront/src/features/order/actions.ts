import { call } from '@/api/http'
import { useAct } from '@/features/act'
import { go } from '@/features/navigate'
import { t } from '@/locale'
import { useCart } from '@/stores/cart'
import { confirm, toast } from '@/ui/feedback'

interface Action {
  key: string
  text: string
  path: string
}

interface Line {
  sku_id: number
  quantity: number
}

const PAGES: Record<string, (no: string) => string> = {
  pay: (no) => `/pages/pay/cashier?order=${no}`,
  logistics: (no) => `/pages/order/logistics?no=${no}`,
  after_sale: (no) => `/pages/after-sale/apply?order=${no}`,
  pickup: (no) => `/pages/order/detail?no=${no}`,
}

/** Does what a button of an order says; `changed` runs when the order is another one afterwards. */
export function useOrderActions(changed: () => void) {
  const { busy, run } = useAct()

  async function act(action: Action, no: string, lines: Line[]): Promise<void> {
    if (action.key === 'cancel') {
      if (!(await confirm(t.order.cancel, t.order.cancelAsk, t.order.cancelDo, true))) return
      await run(async () => {
        await call('post', '/orders/{no}/cancel', { path: { no }, body: { reason: '' } })
        toast(t.order.cancelled)
      })
      return changed()
    }
    if (action.key === 'receive') {
      if (!(await confirm(t.order.receive, t.order.receiveAsk, t.order.receive))) return
      await run(async () => {
        await call('post', '/orders/{no}/receive', { path: { no } })
        toast(t.order.received)
      })
      return changed()
    }
    if (action.key === 'again' || action.key === 'buy_again') return again(lines)
    go(action.path || PAGES[action.key]?.(no) || `/pages/order/detail?no=${no}`)
  }
  /** Everything of an old order that is still sold goes into the cart again. */
  async function again(lines: Line[]): Promise<void> {
    await run(async () => {
      const cart = useCart()
      const added = await Promise.allSettled(lines.map((line) => cart.add(line.sku_id, line.quantity)))
      const failed = added.filter((one) => one.status === 'rejected').length
      if (failed === lines.length) return toast(t.order.noneAgain)
      if (failed) toast(t.order.someAgain(failed))
      go('/pages/cart/index')
    })
  }
  return { busy, act }
}
