/** The merchant's colour as the --brand group; a colour too light for white text is darkened until it carries it. */
type Rgb = [number, number, number]

const DEFAULT = '#0B7A75'

function parse(hex: string): Rgb | null {
  const found = /^#?([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(hex.trim())
  return found ? [parseInt(found[1]!, 16), parseInt(found[2]!, 16), parseInt(found[3]!, 16)] : null
}

const hex = (rgb: Rgb) => `#${rgb.map((n) => Math.round(n).toString(16).padStart(2, '0')).join('')}`
const mix = (a: Rgb, b: Rgb, part: number): Rgb => [0, 1, 2].map((i) => a[i]! * (1 - part) + b[i]! * part) as Rgb

function luminance(rgb: Rgb): number {
  const [r, g, b] = rgb.map((n) => (n / 255 <= 0.03928 ? n / 255 / 12.92 : ((n / 255 + 0.055) / 1.055) ** 2.4)) as Rgb
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}

/** WCAG contrast of a colour on white. */
export const onWhite = (rgb: Rgb): number => 1.05 / (luminance(rgb) + 0.05)

export function brandTokens(color: string): Record<string, string> {
  if (!color || color.toUpperCase() === DEFAULT) return {}
  let base = parse(color)
  if (!base) return {}
  const black: Rgb = [0, 0, 0]
  const white: Rgb = [255, 255, 255]
  for (let step = 0; step < 20 && onWhite(base) < 4.6; step += 1) base = mix(base, black, 0.06)
  return {
    '--brand': hex(base),
    '--brand-press': hex(mix(base, black, 0.18)),
    '--brand-ink': hex(mix(base, black, 0.34)),
    '--brand-weak': hex(mix(base, white, 0.9)),
    '--brand-line': hex(mix(base, white, 0.7)),
  }
}
