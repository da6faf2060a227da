import { call } from '@/api/http'
import type { SharedLink } from '@/api/types'
import { lastTouch } from './touch'

type Carrier = 'share' | 'poster' | 'copy'

/** My own link to a product, or to the mall when no product is named. */
export function makeLink(productId: number | null, carrier: Carrier): Promise<SharedLink> {
  return call('post', '/links', {
    body: {
      target_kind: productId ? 'product' : 'home',
      target_id: productId,
      carrier,
      parent_touch_id: lastTouch(),
    },
  })
}
