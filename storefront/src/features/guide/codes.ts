/** Voucher codes as the house makes them: 15 letters and one that catches a slip, so a device can check without a network. */
export const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz'
export const LENGTH = 16
const PREFIX = 'yutang:v:'
const READ_AS: Record<string, string> = { o: '0', i: '1', l: '1' }

export function cleanCode(text: string): string {
  const low = text.trim().toLowerCase()
  const bare = low.startsWith(PREFIX) ? low.slice(PREFIX.length) : low
  return bare.replace(/[^0-9a-z]/g, '').replace(/[oil]/g, (c) => READ_AS[c] ?? c)
}

export function looksRight(code: string): boolean {
  if (code.length !== LENGTH) return false
  let total = 0
  for (let place = 0; place < LENGTH - 1; place += 1) {
    const at = ALPHABET.indexOf(code.charAt(LENGTH - 2 - place))
    if (at < 0) return false
    const value = at * (place % 2 === 0 ? 2 : 1)
    total += Math.floor(value / 32) + (value % 32)
  }
  return ALPHABET.charAt((32 - (total % 32)) % 32) === code.charAt(LENGTH - 1)
}

export const grouped = (code: string): string => code.toUpperCase().replace(/(.{4})(?=.)/g, '$1 ')
