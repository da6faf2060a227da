/** Integer fen to what people read; floats never touch money. */
export function splitFen(fen: number): { yuan: string; fen: string } {
  const rest = Math.abs(fen) % 100
  const whole = (Math.abs(fen) - rest) / 100
  return { yuan: String(whole).replace(/\B(?=(\d{3})+$)/g, ','), fen: String(rest).padStart(2, '0') }
}

/** ¥12.90; short drops .00 where a rule is quoted (满 69 减 10). */
export function yuan(fen: number, short = false): string {
  const parts = splitFen(fen)
  return `${parts.yuan}${short && parts.fen === '00' ? '' : `.${parts.fen}`}`
}

export const money = (fen: number, short = false): string => `${fen < 0 ? '−' : ''}¥${yuan(fen, short)}`

/** A change of money always shows its direction. */
export const signed = (fen: number): string => `${fen < 0 ? '−' : fen > 0 ? '+' : ''}¥${yuan(fen)}`

/** "12.9" → 1290; null when it is not an amount. */
export function parseYuan(text: string): number | null {
  const found = /^(\d{1,9})(?:\.(\d{1,2}))?$/.exec(text.trim())
  return found ? Number(found[1]) * 100 + Number((found[2] ?? '').padEnd(2, '0')) : null
}

/** Basis points as per cent: 1050 → 10.5%. */
export const percent = (bp: number): string => `${String(bp / 100)}%`

/** 1,860: a count of points or growth. */
export const count = (n: number): string => `${n < 0 ? '−' : ''}${splitFen(Math.abs(n) * 100).yuan}`

/** A change of points or growth always shows its direction. */
export const signedCount = (n: number): string => `${n < 0 ? '−' : n > 0 ? '+' : ''}${count(Math.abs(n))}`
