import { computed, ref, shallowRef, type Ref } from 'vue'
import { guideCall, type Guide } from '@/api/guide/http'
import { asApiError } from '@/api/errors'
import { useAct } from '@/features/act'
import { t } from '@/locale'
import { randomId } from '@/platform'
import { toast } from '@/ui/feedback'
import { useOffline } from './offline'
import { useStaff } from './staff'

/** From a code to a redemption: look first, confirm, and say what happened. One confirmation keeps one key. */
export function useRedeem(offline: Ref<boolean>) {
  const staff = useStaff()
  const o = useOffline()
  const { busy, run } = useAct()
  const code = ref('')
  const uses = ref(1)
  const scan = shallowRef<Guide['ScanOut'] | null>(null)
  const done = shallowRef<Guide['RedemptionOut'] | null>(null)
  const refusal = ref('')
  const without = ref(false)
  const kept = ref(false)
  const open = computed(() => Boolean(scan.value || done.value || refusal.value || without.value))
  let key = randomId()

  function close(): void {
    scan.value = done.value = null
    refusal.value = ''
    without.value = kept.value = false
  }
  function goOffline(): void {
    if (!o.ready.value) refusal.value = t.guide.offlineNotReady
    else if (o.has(code.value)) refusal.value = t.guide.twice
    else without.value = true
  }
  async function look(given: string): Promise<void> {
    close()
    code.value = given
    uses.value = 1
    key = randomId()
    if (offline.value) return goOffline()
    await run(async () => {
      scan.value = await guideCall('get', '/vouchers/{code}', { path: { code: given }, query: { store_id: staff.storeId || undefined } })
    }, failed)
  }
  function failed(error: ReturnType<typeof asApiError>): boolean {
    if (error.offline) goOffline()
    else refusal.value = error.message
    return true
  }
  async function redeem(): Promise<void> {
    await run(
      async () => {
        const got = await guideCall('post', '/redemptions', { body: { code: code.value, uses: uses.value, store_id: staff.storeId || null }, key })
        done.value = got
        scan.value = null
        if (got.repeated) toast(t.guide.already)
      },
      (error) => {
        // without an answer the same key may be tried again: it never redeems twice
        if (error.offline || error.status === 503) return false
        scan.value = null
        refusal.value = error.message
        return true
      },
    )
  }
  function keepOffline(): void {
    o.keep(code.value, uses.value, staff.id)
    kept.value = true
  }
  return { busy, code, uses, scan, done, refusal, without, kept, open, look, redeem, keepOffline, close }
}
