import { computed, ref } from 'vue'
import { guideCall, type Guide } from '@/api/guide/http'
import { canSign, randomId, signText } from '@/platform'
import { DEVICE_NO_KEY, OFFLINE_KEY } from '@/platform/keys'

export interface OfflineRow {
  code: string
  uses: number
  at: number
  nonce: string
  staff_id: number
}
const MOST_ROWS = 200

const read = (): OfflineRow[] => {
  try {
    const kept: unknown = JSON.parse(String(uni.getStorageSync(OFFLINE_KEY) || '[]'))
    return Array.isArray(kept) ? (kept as OfflineRow[]) : []
  } catch {
    return []
  }
}
const rows = ref<OfflineRow[]>(read())
const deviceNo = ref(String(uni.getStorageSync(DEVICE_NO_KEY) || ''))

function write(next: OfflineRow[]): void {
  rows.value = next
  uni.setStorageSync(OFFLINE_KEY, JSON.stringify(next))
}

/** What this device redeemed without a network, kept until the house has answered each row. */
export function useOffline() {
  const ready = computed(() => Boolean(deviceNo.value) && canSign())
  const waiting = computed(() => rows.value.length)

  function register(no: string): void {
    deviceNo.value = no
    if (no) uni.setStorageSync(DEVICE_NO_KEY, no)
    else uni.removeStorageSync(DEVICE_NO_KEY)
  }
  const has = (code: string): boolean => rows.value.some((row) => row.code === code)
  function keep(code: string, uses: number, staffId: number): void {
    // read again: another tab of the same phone may have added a row
    write([...read(), { code, uses, at: Date.now(), nonce: randomId(), staff_id: staffId }])
  }
  /** Sends the oldest rows as one signed list; rows that were answered are forgotten, whatever the answer was. */
  async function sync(): Promise<Guide['SyncRowOut'][]> {
    const batch = read().slice(0, MOST_ROWS)
    if (!batch.length) return []
    const list = JSON.stringify({ device: deviceNo.value, sent_at: Date.now(), rows: batch })
    const got = await guideCall('post', '/sync', { body: { device: deviceNo.value, list, signature: await signText(list) } })
    const answered = new Set(got.rows.map((row) => row.nonce))
    write(read().filter((row) => !answered.has(row.nonce)))
    return got.rows
  }
  return { deviceNo, ready, waiting, register, has, keep, sync }
}
