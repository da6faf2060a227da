import { onUnload } from '@dcloudio/uni-app'
import { ref, type Ref } from 'vue'
import { watchNetwork } from '@/platform'

/** Whether the phone is without a network now. */
export function useNetwork(): Ref<boolean> {
  const offline = ref(false)
  onUnload(watchNetwork((online) => (offline.value = !online)))
  return offline
}
