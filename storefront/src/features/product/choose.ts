import type { Sku } from '@/api/types'

export interface SpecGroup {
  name: string
  options: string[]
}

/** The questions a specification sheet asks, in the order of the first SKU. */
export function specGroups(skus: Sku[], fallback: string): SpecGroup[] {
  const groups: SpecGroup[] = []
  for (const sku of skus) {
    for (const [name, value] of Object.entries(valuesOf(sku, fallback))) {
      const group = groups.find((one) => one.name === name) ?? (groups.push({ name, options: [] }), groups.at(-1)!)
      if (!group.options.includes(value)) group.options.push(value)
    }
  }
  return groups
}

/** A SKU without values answers one question with its own text. */
export function valuesOf(sku: Sku, fallback: string): Record<string, string> {
  return Object.keys(sku.values).length ? (sku.values as Record<string, string>) : { [fallback]: sku.spec }
}

/** The SKU that fits an answer best: all other answers kept if such a SKU exists, else one that has this answer. */
export function skuWith(skus: Sku[], now: Sku, name: string, value: string, fallback: string): Sku {
  const wanted = { ...valuesOf(now, fallback), [name]: value }
  const exact = skus.find((sku) => Object.entries(wanted).every(([key, one]) => valuesOf(sku, fallback)[key] === one))
  return exact ?? skus.find((sku) => valuesOf(sku, fallback)[name] === value) ?? now
}

/** Whether choosing this answer leads to something that can be bought. */
export function canChoose(skus: Sku[], now: Sku, name: string, value: string, fallback: string): boolean {
  const sku = skuWith(skus, now, name, value, fallback)
  return sku.sellable && sku.left > 0
}

export const firstSellable = (skus: Sku[]): Sku | undefined => skus.find((sku) => sku.sellable && sku.left > 0) ?? skus[0]
