export interface Want {
  sku_id: number
  quantity: number
}

/** "12x2,13x1" in an address: what to buy, so that a reload keeps it. Null means the ticked lines of the cart. */
export function parseLines(text: string | undefined): Want[] | null {
  if (!text) return null
  const wants: Want[] = []
  for (const part of decodeURIComponent(text).split(',')) {
    const found = /^(\d{1,15})x(\d{1,3})$/.exec(part)
    if (found && Number(found[2]) > 0) wants.push({ sku_id: Number(found[1]), quantity: Number(found[2]) })
  }
  return wants.length ? wants : null
}
