import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import { guideCall, whenStaffSignedOut, type Guide } from '@/api/guide/http'
import { here } from '@/features/navigate'
import { STAFF_ID_KEY, STAFF_KEY, STAFF_STORE_KEY } from '@/platform/keys'

export const SIGN_IN = '/pages/guide/sign-in'

/** The member of staff on this phone, and the store he stands in. */
export const useStaff = defineStore('staff', () => {
  const me = shallowRef<Guide['StaffOut'] | null>(null)
  const storeId = ref(Number(uni.getStorageSync(STAFF_STORE_KEY)) || 0)
  // kept on the phone: a redemption without a network must say whose it is, also after a reload
  const id = ref(Number(uni.getStorageSync(STAFF_ID_KEY)) || 0)
  const store = computed(() => me.value?.stores.find((one) => one.id === storeId.value) ?? me.value?.store ?? me.value?.stores[0] ?? null)

  function stand(place: number): void {
    storeId.value = place
    uni.setStorageSync(STAFF_STORE_KEY, place)
  }
  function know(person: Guide['StaffOut']): void {
    me.value = person
    id.value = person.id
    uni.setStorageSync(STAFF_ID_KEY, person.id)
  }
  async function refresh(): Promise<void> {
    know(await guideCall('get', '/me'))
    if (store.value && store.value.id !== storeId.value) stand(store.value.id)
  }
  async function signIn(username: string, password: string): Promise<void> {
    const got = await guideCall('post', '/auth/sign-in', { body: { username, password } })
    uni.setStorageSync(STAFF_KEY, got.token)
    know(got.staff)
    if (store.value) stand(store.value.id)
  }
  function leave(): void {
    me.value = null
    uni.removeStorageSync(STAFF_KEY)
    uni.removeStorageSync(STAFF_ID_KEY)
    uni.removeStorageSync(STAFF_STORE_KEY)
    id.value = storeId.value = 0
  }
  whenStaffSignedOut(() => {
    leave()
    if (!here().startsWith(SIGN_IN)) uni.reLaunch({ url: SIGN_IN })
  })
  return { me, id, store, storeId, stand, refresh, signIn, leave }
})

/** True when somebody is signed in; otherwise leads to the log-in. */
export function needStaff(): boolean {
  if (uni.getStorageSync(STAFF_KEY)) return true
  uni.reLaunch({ url: SIGN_IN })
  return false
}
