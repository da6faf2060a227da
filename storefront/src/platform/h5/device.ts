/** A key pair of this device: the private half cannot be taken out of the browser. */
const DATABASE = 'yutang-device'
const STORE = 'keys'
const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256' }

const base64 = (raw: ArrayBuffer): string => btoa(String.fromCharCode(...new Uint8Array(raw)))

function open(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const asked = indexedDB.open(DATABASE, 1)
    asked.onupgradeneeded = () => asked.result.createObjectStore(STORE)
    asked.onsuccess = () => resolve(asked.result)
    asked.onerror = () => reject(asked.error ?? new Error('indexedDB'))
  })
}

async function stored(pair?: CryptoKeyPair): Promise<CryptoKeyPair | null> {
  const database = await open()
  return new Promise((resolve, reject) => {
    const store = database.transaction(STORE, pair ? 'readwrite' : 'readonly').objectStore(STORE)
    const asked = pair ? store.put(pair, 'pair') : store.get('pair')
    asked.onsuccess = () => resolve(pair ?? (asked.result as CryptoKeyPair | undefined) ?? null)
    asked.onerror = () => reject(asked.error ?? new Error('indexedDB'))
  })
}

/** Signing needs a secure page (https, or this very machine). */
export const canSign = (): boolean => typeof indexedDB !== 'undefined' && window.isSecureContext && Boolean(window.crypto?.subtle)

/** The public half as base64 SPKI; a new pair is made where there is none, or when asked for. */
export async function deviceKey(fresh = false): Promise<string> {
  let pair = fresh ? null : await stored()
  if (!pair) {
    pair = await crypto.subtle.generateKey(ALGORITHM, false, ['sign', 'verify'])
    await stored(pair)
  }
  return base64(await crypto.subtle.exportKey('spki', pair.publicKey))
}

export async function signText(text: string): Promise<string> {
  const pair = await stored()
  if (!pair) throw new Error('no key')
  return base64(await crypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, pair.privateKey, new TextEncoder().encode(text)))
}
