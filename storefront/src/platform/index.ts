/** One face for both platforms; only this file chooses between them. */
// #ifdef H5
import * as h5 from './h5'
// #endif
// #ifndef H5
import * as wechat from './wechat-mp'
// #endif
import { VISITOR_KEY } from './keys'

const hosts: (typeof import('./h5'))[] = []
// #ifdef H5
hosts.push(h5)
// #endif
// #ifndef H5
hosts.push(wechat)
// #endif
const host = hosts[0]!

export const { openExternal, paintBrand, setDocumentTitle, saveFile, loadPrivatePicture, savePicture, deviceKey, signText, canSign, openScanner, watchNetwork } = host

/** Absolute address of something the server holds. */
export function media(path: string): string {
  return /^(https?:|data:|blob:|wxfile:)/.test(path) ? path : `${host.origin()}${path.startsWith('/') ? '' : '/media/'}${path}`
}

export const serverUrl = (path: string): string => `${host.origin()}${path}`

const ALPHABET = 'abcdefghijklmnopqrstuvwxyz234567'

/** Random letters for ids and keys that need not be secret. */
export function randomId(length = 24): string {
  let id = ''
  while (id.length < length) id += ALPHABET.charAt(Math.floor(Math.random() * ALPHABET.length))
  return id
}

/** The device's id: the one a shared link gave, the one kept before, or a new one. */
export function visitorId(): string {
  const id = host.visitorFromHost() || String(uni.getStorageSync(VISITOR_KEY) || '') || randomId()
  keepVisitor(id)
  return id
}

export function keepVisitor(id: string): void {
  uni.setStorageSync(VISITOR_KEY, id)
  host.keepVisitor(id)
}
