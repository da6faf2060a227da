import { describe, expect, it } from 'vitest'
import type { Sku } from '@/api/types'
import { canChoose, firstSellable, skuWith, specGroups } from '@/features/product/choose'

const sku = (id: number, values: Record<string, string>, left = 9): Sku => ({
  id,
  no: `S${id}`,
  spec: Object.values(values).join(' '),
  values,
  picture: '',
  price_fen: id * 100,
  price_kind: 'base',
  base_price_fen: id * 100,
  original_price_fen: null,
  left,
  sellable: true,
  max_quantity: 99,
})
const skus = [sku(1, { 重量: '500 g', 包装: '礼盒' }, 0), sku(2, { 重量: '500 g', 包装: '简装' }), sku(3, { 重量: '1 kg', 包装: '简装' })]

describe('specification sheet', () => {
  it('asks each question once', () => {
    expect(specGroups(skus, '规格')).toEqual([
      { name: '重量', options: ['500 g', '1 kg'] },
      { name: '包装', options: ['礼盒', '简装'] },
    ])
  })
  it('keeps other answers where such a SKU exists and falls back where not', () => {
    expect(skuWith(skus, skus[1]!, '重量', '1 kg', '规格').id).toBe(3)
    expect(skuWith(skus, skus[2]!, '包装', '礼盒', '规格').id).toBe(1)
  })
  it('strikes what is sold out and starts with what is left', () => {
    expect(canChoose(skus, skus[1]!, '包装', '礼盒', '规格')).toBe(false)
    expect(firstSellable(skus)?.id).toBe(2)
  })
  it('asks one question for SKUs that carry only a text', () => {
    expect(specGroups([{ ...sku(1, {}), spec: '大份' }], '规格')).toEqual([{ name: '规格', options: ['大份'] }])
  })
})
