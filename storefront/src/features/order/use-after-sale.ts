import { computed, reactive, ref, shallowRef } from 'vue'
import { call, upload } from '@/api/http'
import type { components } from '@/api/schema'
import type { OrderLine } from '@/api/types'
import { useAct } from '@/features/act'
import { useLoad } from '@/features/load'
import { replace } from '@/features/navigate'
import { t } from '@/locale'
import { randomId } from '@/platform'
import { toast } from '@/ui/feedback'

type Preview = components['schemas']['RefundPreviewOut']
type Kind = components['schemas']['KindOut']['kind']

const MOST_PICTURES = 6

/** Pictures as evidence: chosen, shrunk and sent one by one. */
export function useEvidence() {
  const pictures = ref<{ path: string; url: string }[]>([])
  const sending = useAct()
  function add(): void {
    uni.chooseImage({
      count: MOST_PICTURES - pictures.value.length,
      sizeType: ['compressed'],
      success: ({ tempFilePaths }) =>
        void sending.run(async () => {
          for (const path of tempFilePaths as string[]) pictures.value.push(await upload(path))
        }),
    })
  }
  const drop = (index: number) => void pictures.value.splice(index, 1)
  return { pictures, add, drop, busy: sending.busy, room: computed(() => pictures.value.length < MOST_PICTURES), paths: computed(() => pictures.value.map((one) => one.path)) }
}

/** Applying for after-sale: what is wanted, which pieces, why, with what evidence, and what comes back. */
export function useAfterSale() {
  const orderNo = ref('')
  const quantities = reactive<Record<number, number>>({})
  const swaps = reactive<Record<number, number>>({})
  const form = reactive({ kind: '' as Kind | '', reason: '', note: '' })
  const preview = shallowRef<Preview | null>(null)
  const evidence = useEvidence()
  const act = useAct()
  let key = randomId()
  let turn = 0

  const load = useLoad(async () => {
    const [order, options] = await Promise.all([
      call('get', '/orders/{no}', { path: { no: orderNo.value } }),
      call('get', '/after-sales/options', { query: { order_no: orderNo.value } }),
    ])
    const only = order.lines.filter((line) => line.refundable_quantity > 0)
    if (!form.kind && options.kinds[0]) form.kind = options.kinds[0].kind
    if (only.length === 1 && only[0]) set(only[0], only[0].refundable_quantity)
    return { order, options }
  })
  const lines = computed(() => load.data.value?.order.lines.filter((line) => line.refundable_quantity > 0) ?? [])
  const kinds = computed(() => load.data.value?.options.kinds ?? [])
  const kind = computed(() => kinds.value.find((one) => one.kind === form.kind) ?? null)
  const brings = computed(() => form.kind === 'refund' || form.kind === 'return')
  const choices = (line: OrderLine) => load.data.value?.options.exchanges.find((one) => one.line_id === line.id)?.choices ?? []
  const wanted = computed(() =>
    Object.entries(quantities)
      .filter(([, quantity]) => quantity > 0)
      .map(([id, quantity]) => ({ line_id: Number(id), quantity, new_sku_id: form.kind === 'exchange' ? (swaps[Number(id)] ?? null) : null })),
  )

  function set(line: OrderLine, quantity: number): void {
    quantities[line.id] = Math.max(0, Math.min(quantity, line.refundable_quantity))
    void ask()
  }
  function choose(next: Kind): void {
    form.kind = next
    if (!kind.value?.reasons.includes(form.reason)) form.reason = ''
    void ask()
  }
  function because(reason: string): void {
    form.reason = reason
    void ask()
  }
  async function ask(): Promise<void> {
    const mine = (turn += 1)
    key = randomId()
    if (!wanted.value.length || !brings.value) return void (preview.value = null)
    const body = { order_no: orderNo.value, lines: wanted.value, reason: form.reason }
    const got = await call('post', '/after-sales/preview', { body }).catch(() => null)
    if (mine === turn) preview.value = got
  }
  function apply(): void {
    if (!wanted.value.length || !form.kind) return toast(t.afterSale.chooseLines)
    if (!form.reason) return toast(t.afterSale.chooseReason)
    const body = { order_no: orderNo.value, kind: form.kind, lines: wanted.value, reason: form.reason, note: form.note.trim(), pictures: evidence.paths.value }
    void act.run(async () => {
      const made = await call('post', '/after-sales', { body, key })
      toast(t.afterSale.applied)
      replace(`/pages/after-sale/detail?no=${made.no}`)
    }, () => void (key = randomId()))
  }
  return { orderNo, quantities, swaps, form, preview, load, lines, kinds, kind, brings, choices, set, choose, because, apply, evidence, busy: act.busy }
}
