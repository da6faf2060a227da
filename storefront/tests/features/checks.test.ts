import { describe, expect, it } from 'vitest'
import { checkAddress, checkPhone } from '@/features/address/check'
import { columnsAt, placeOf, regionAt } from '@/features/address/regions'
import { parseLines } from '@/features/checkout/lines'
import { brandTokens } from '@/ui/brand-tokens'

describe('forms', () => {
  it.each([
    ['', '请填写手机号'],
    ['138057160', '手机号还差 2 位'],
    ['23805716011', '手机号不对，请检查'],
    ['13805716011', ''],
  ])('phone %s: %s', (phone, wrong) => expect(checkPhone(phone)).toBe(wrong))
  it('names every missing field of an address', () => {
    expect(Object.keys(checkAddress({ name: ' ', phone: '1', province: '', detail: '' }))).toEqual(['name', 'phone', 'region', 'detail'])
    expect(checkAddress({ name: '苏晚晴', phone: '13800006021', province: '浙江省', detail: '文三路 259 号' })).toEqual({})
  })
})

describe('regions', () => {
  it('finds a place and reads it back', () => {
    const at = placeOf(['浙江省', '杭州市', '西湖区'])
    expect(regionAt(at)).toEqual(['浙江省', '杭州市', '西湖区'])
  })
  it('never points outside its columns', () => {
    const { columns, at } = columnsAt([999, 999, 999])
    expect(columns.map((names, i) => names[at[i]!] !== undefined)).toEqual([true, true, true])
    expect(placeOf(['?', '?', '?'])).toEqual([0, 0, 0])
  })
})

describe('lines in an address', () => {
  it('reads what to buy', () => expect(parseLines('12x2,13x1')).toEqual([{ sku_id: 12, quantity: 2 }, { sku_id: 13, quantity: 1 }]))
  it.each([undefined, '', '12', '12x0', 'axb', '<script>'])('takes %s for the cart', (text) => expect(parseLines(text)).toBeNull())
})

describe('brand colour', () => {
  it('keeps the house colour as it is', () => expect(brandTokens('#0b7a75')).toEqual({}))
  it('ignores what is no colour', () => expect(brandTokens('red; }')).toEqual({}))
  it('darkens a colour that white text could not stand on', () => {
    const brand = brandTokens('#FFD400')['--brand']!
    expect(brand).not.toBe('#ffd400')
    expect(brand).toMatch(/^#[0-9a-f]{6}$/)
  })
})
