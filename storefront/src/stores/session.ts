import { defineStore } from 'pinia'
import { ref, shallowRef } from 'vue'
import { call } from '@/api/http'
import type { Me } from '@/api/types'
import { TOKEN_KEY } from '@/platform/keys'

/** Who is signed in on this device. */
export const useSession = defineStore('session', () => {
  const token = ref(String(uni.getStorageSync(TOKEN_KEY) || ''))
  const me = shallowRef<Me | null>(null)

  async function refresh(): Promise<Me | null> {
    if (!token.value) return (me.value = null)
    return (me.value = await call('get', '/me'))
  }
  function keep(given: string): void {
    token.value = given
    uni.setStorageSync(TOKEN_KEY, given)
  }
  function leave(): void {
    token.value = ''
    me.value = null
    uni.removeStorageSync(TOKEN_KEY)
  }
  return { token, me, refresh, keep, leave }
})
