import { account } from './account'
import { browse } from './browse'
import { common } from './common'
import { distributor } from './distributor'
import { member } from './member'
import { orders } from './orders'
import { flash } from './flash'
import { guide } from './guide'
import { purchase } from './purchase'
import { vouchers } from './vouchers'
import { wallet } from './wallet'

/** All that people read in the storefront and that does not come from the server. */
export const zhCN = { ...common, ...browse, ...purchase, ...orders, ...account, ...distributor, ...member, ...vouchers, ...wallet, ...guide, ...flash } as const
