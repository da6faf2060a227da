import { onUnload } from '@dcloudio/uni-app'
import { ref, type Ref } from 'vue'

/** Whether the phone is without a network now. */
export function useNetwork(): Ref<boolean> {
  const offline = ref(false)
  const told = (state: { isConnected: boolean }) => (offline.value = !state.isConnected)
  uni.getNetworkType({ success: (got) => (offline.value = got.networkType === 'none') })
  uni.onNetworkStatusChange(told)
  onUnload(() => uni.offNetworkStatusChange(told))
  return offline
}
