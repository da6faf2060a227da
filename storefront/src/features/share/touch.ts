import { LINK_KEY, TOUCH_KEY } from '@/platform/keys'

/** The touch and the link that brought this person: the parent of what he shares himself. */
export function rememberTouch(query: Record<string, string | undefined>): void {
  if (/^\d+$/.test(query.touch ?? '')) uni.setStorageSync(TOUCH_KEY, Number(query.touch))
  const code = query.link ?? query.code
  if (code && /^[0-9A-Za-z_-]{1,32}$/.test(code)) uni.setStorageSync(LINK_KEY, code)
}

export const lastTouch = (): number | null => (uni.getStorageSync(TOUCH_KEY) as number | '') || null
export const lastLink = (): string | null => (uni.getStorageSync(LINK_KEY) as string | '') || null
