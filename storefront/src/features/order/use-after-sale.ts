import { computed, reactive, ref, shallowRef } from 'vue'
import { call, upload } from '@/api/http'
import type { OrderLine } from '@/api/types'
import { useAct } from '@/features/act'
import { useLoad } from '@/features/load'
import { replace } from '@/features/navigate'
import { t } from '@/locale'
import { randomId } from '@/platform'
import { toast } from '@/ui/feedback'

const MOST_PICTURES = 6

/** Applying for after-sale: which pieces, why, with what evidence, and what comes back. */
export function useAfterSale() {
  const orderNo = ref('')
  const quantities = reactive<Record<number, number>>({})
  const form = reactive({ reason: '', note: '', pictures: [] as { path: string; url: string }[] })
  const preview = shallowRef<{ refund_fen: number; formula: string } | null>(null)
  const act = useAct()
  const sending = useAct()
  let key = randomId()
  let turn = 0

  const load = useLoad(async () => {
    const order = await call('get', '/orders/{no}', { path: { no: orderNo.value } })
    const only = order.lines.filter((line) => line.refundable_quantity > 0)
    if (only.length === 1 && only[0]) set(only[0], only[0].refundable_quantity)
    return order
  })
  const lines = computed(() => load.data.value?.lines.filter((line) => line.refundable_quantity > 0) ?? [])
  const wanted = computed(() =>
    Object.entries(quantities).filter(([, quantity]) => quantity > 0).map(([id, quantity]) => ({ line_id: Number(id), quantity })),
  )

  function set(line: OrderLine, quantity: number): void {
    quantities[line.id] = Math.max(0, Math.min(quantity, line.refundable_quantity))
    void ask()
  }
  async function ask(): Promise<void> {
    const mine = (turn += 1)
    key = randomId()
    if (!wanted.value.length) return void (preview.value = null)
    const got = await call('post', '/after-sales/preview', { body: { order_no: orderNo.value, lines: wanted.value } }).catch(() => null)
    if (mine === turn) preview.value = got
  }
  function addPictures(): void {
    uni.chooseImage({
      count: MOST_PICTURES - form.pictures.length,
      sizeType: ['compressed'],
      success: ({ tempFilePaths }) =>
        void sending.run(async () => {
          for (const path of tempFilePaths as string[]) form.pictures.push(await upload(path))
        }),
    })
  }
  const drop = (index: number) => void form.pictures.splice(index, 1)

  function apply(): void {
    if (!wanted.value.length) return toast(t.afterSale.chooseLines)
    if (!form.reason) return toast(t.afterSale.chooseReason)
    void act.run(async () => {
      const made = await call('post', '/after-sales', {
        body: { order_no: orderNo.value, lines: wanted.value, reason: form.reason, note: form.note.trim(), pictures: form.pictures.map((one) => one.path) },
        key,
      })
      toast(t.afterSale.applied)
      replace(`/pages/after-sale/detail?no=${made.no}`)
    }, () => void (key = randomId()))
  }
  return { orderNo, quantities, form, preview, load, lines, set, addPictures, drop, apply, room: computed(() => form.pictures.length < MOST_PICTURES), busy: act.busy, sending: sending.busy }
}
