/** What differs in the browser. */
import { VISITOR_COOKIE } from '../keys'

export const origin = (): string => window.location.origin

/** `/l/<code>` sets the device's id as a cookie; the app must keep the same one. */
export function visitorFromHost(): string {
  const found = document.cookie.split('; ').find((pair) => pair.startsWith(`${VISITOR_COOKIE}=`))
  return found ? decodeURIComponent(found.slice(VISITOR_COOKIE.length + 1)) : ''
}

export function keepVisitor(id: string): void {
  const secure = window.location.protocol === 'https:' ? '; Secure' : ''
  document.cookie = `${VISITOR_COOKIE}=${encodeURIComponent(id)}; Path=/; Max-Age=31536000; SameSite=Lax${secure}`
}

/** The cashier is another server: leave the app and come back to the result page. */
export const openExternal = (url: string): void => window.location.assign(url)

export function paintBrand(style: Record<string, string>): void {
  for (const [name, value] of Object.entries(style)) document.documentElement.style.setProperty(name, value)
}

export function setDocumentTitle(title: string): void {
  document.title = title
}

/** Hands a text file to the person. */
export function saveFile(name: string, text: string): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(new Blob([text], { type: 'application/json' }))
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 1000)
}

/** A private picture (it needs the token) as an address an image can show. */
export async function loadPrivatePicture(url: string, headers: Record<string, string>): Promise<string> {
  const answer = await fetch(url, { headers })
  if (!answer.ok) throw new Error(String(answer.status))
  return URL.createObjectURL(await answer.blob())
}

export function savePicture(src: string, name: string): Promise<boolean> {
  const link = document.createElement('a')
  link.href = src
  link.download = name
  link.click()
  return Promise.resolve(true)
}

/** Tells now and whenever it changes whether there is a network; returns how to stop. */
export function watchNetwork(told: (online: boolean) => void): () => void {
  const say = () => told(navigator.onLine)
  window.addEventListener('online', say)
  window.addEventListener('offline', say)
  say()
  return () => {
    window.removeEventListener('online', say)
    window.removeEventListener('offline', say)
  }
}

export { canSign, deviceKey, signText } from './device'
export { openScanner } from './scanner'
