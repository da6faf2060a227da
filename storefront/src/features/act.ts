import { ref } from 'vue'
import { asApiError, type ApiError } from '@/api/errors'
import { toast } from '@/ui/feedback'

/** Runs one act at a time; what goes wrong is said in one sentence. */
export function useAct() {
  const busy = ref(false)
  async function run<T>(act: () => Promise<T>, failed?: (error: ApiError) => boolean | void): Promise<T | undefined> {
    if (busy.value) return undefined
    busy.value = true
    try {
      return await act()
    } catch (why) {
      const error = asApiError(why)
      if (!failed?.(error) && error.status !== 401) toast(error.message)
      return undefined
    } finally {
      busy.value = false
    }
  }
  return { busy, run }
}
