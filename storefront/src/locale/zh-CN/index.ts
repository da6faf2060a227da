import { account } from './account'
import { browse } from './browse'
import { common } from './common'
import { distributor } from './distributor'
import { orders } from './orders'
import { purchase } from './purchase'

/** All that people read in the storefront and that does not come from the server. */
export const zhCN = { ...common, ...browse, ...purchase, ...orders, ...account, ...distributor } as const
