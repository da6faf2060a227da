import type { FlashItem } from '@/api/types'

/** What the button of an item says: the phase by the server's clock, then what is left, then one's own limit. */
export type FlashState = 'upcoming' | 'on' | 'soldOut' | 'limit' | 'ended'

export function stateOf(item: FlashItem, now: number): FlashState {
  if (item.phase === 'stopped' || now >= Date.parse(item.ends_at)) return 'ended'
  if (now < Date.parse(item.starts_at)) return 'upcoming'
  if (item.mine >= item.per_person) return 'limit'
  return item.left <= 0 ? 'soldOut' : 'on'
}
