import { ref, shallowRef, type Ref, type ShallowRef } from 'vue'
import { asApiError, type ApiError } from '@/api/errors'

/** One thing a page needs: nothing for 300 ms, then a skeleton, then the thing or an error that can be retried. */
export interface Load<T> {
  data: ShallowRef<T | null>
  error: ShallowRef<ApiError | null>
  slow: Ref<boolean>
  ready: Ref<boolean>
  reload: () => Promise<void>
}

export function useLoad<T>(fetch: () => Promise<T>): Load<T> {
  const data = shallowRef<T | null>(null)
  const error = shallowRef<ApiError | null>(null)
  const slow = ref(false)
  const ready = ref(false)
  let turn = 0

  async function reload(): Promise<void> {
    const mine = (turn += 1)
    const timer = setTimeout(() => (slow.value = true), 300)
    error.value = null
    try {
      const got = await fetch()
      if (mine !== turn) return
      data.value = got
      ready.value = true
    } catch (why) {
      // a page that already shows something keeps it: only the first load fails as a whole
      if (mine === turn && !ready.value) error.value = asApiError(why)
    } finally {
      clearTimeout(timer)
      slow.value = false
    }
  }
  return { data, error, slow, ready, reload }
}

interface Page<T> {
  items: T[]
  next_page: number | null
}

/** A list that grows at its end; the cursor (a page number or an id) is whatever the server gave last. */
export interface Paged<T> extends Load<Page<T>> {
  items: ShallowRef<T[]>
  more: Ref<boolean>
  loadingMore: Ref<boolean>
  next: () => Promise<void>
}

export function usePaged<T>(fetch: (cursor?: number) => Promise<Page<T>>): Paged<T> {
  const items = shallowRef<T[]>([])
  const more = ref(false)
  const loadingMore = ref(false)
  let page: number | null = null

  const load = useLoad(async () => {
    const first = await fetch()
    items.value = first.items
    page = first.next_page
    more.value = page !== null
    return first
  })

  async function next(): Promise<void> {
    if (page === null || loadingMore.value) return
    loadingMore.value = true
    try {
      const got = await fetch(page)
      items.value = [...items.value, ...got.items]
      page = got.next_page
      more.value = page !== null
    } finally {
      loadingMore.value = false
    }
  }
  return { ...load, items, more, loadingMore, next }
}
