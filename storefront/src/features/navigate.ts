import { TOKEN_KEY } from '@/platform/keys'

const TABS = ['/pages/home/index', '/pages/category/index', '/pages/cart/index', '/pages/mine/index']

/** Where an address leads that no page stands at. */
export const PAGE_GONE = '/pages/link/gone?reason=page_gone'

const isTab = (url: string) => TABS.includes(url.split('?')[0] ?? '')

/** Open a page of the mall, whichever way its place in the app needs. */
export function go(url: string): void {
  if (!url.startsWith('/pages/')) return
  if (isTab(url)) uni.switchTab({ url: url.split('?')[0] ?? url })
  else uni.navigateTo({ url, fail: () => replace(url) })
}

export function replace(url: string): void {
  if (isTab(url)) uni.switchTab({ url: url.split('?')[0] ?? url })
  else uni.redirectTo({ url, fail: () => url !== PAGE_GONE && uni.redirectTo({ url: PAGE_GONE }) })
}

export const toHome = (): void => uni.switchTab({ url: '/pages/home/index' }) as unknown as void

/** Back, or home for somebody who came straight here through a link. */
export function back(): void {
  if (getCurrentPages().length > 1) uni.navigateBack()
  else toHome()
}

/** Where the person is now, with what the address carries. */
export function here(): string {
  const page = getCurrentPages().at(-1) as { route?: string; options?: Record<string, string>; $page?: { fullPath?: string } } | undefined
  return page?.$page?.fullPath ?? (page?.route ? `/${page.route}` : '/pages/home/index')
}

export const hasToken = (): boolean => Boolean(uni.getStorageSync(TOKEN_KEY))

/** True when signed in; otherwise leads to the sign-in page, which comes back here. */
export function needSignIn(to: string = here()): boolean {
  if (hasToken()) return true
  const url = `/pages/account/sign-in?to=${encodeURIComponent(to)}`
  if (!here().startsWith('/pages/account/sign-in')) go(url)
  return false
}
