/** The storefront's words; another language is another file of the same shape. */
export { zhCN as t } from './zh-CN'
