import { describe, expect, it } from 'vitest'
import { money, parseYuan, percent, signed, splitFen, yuan } from '@/features/money'

describe('money', () => {
  it('splits fen into yuan with separators and two digits', () => {
    expect(splitFen(128_639_492)).toEqual({ yuan: '1,286,394', fen: '92' })
    expect(splitFen(5)).toEqual({ yuan: '0', fen: '05' })
  })
  it('says amounts as people write them', () => {
    expect(money(1290)).toBe('¥12.90')
    expect(money(-1290)).toBe('−¥12.90')
    expect(signed(210)).toBe('+¥2.10')
    expect(signed(-210)).toBe('−¥2.10')
    expect(signed(0)).toBe('¥0.00')
  })
  it('drops empty fen only where a rule is quoted', () => {
    expect(yuan(6900, true)).toBe('69')
    expect(yuan(6950, true)).toBe('69.50')
    expect(yuan(6900)).toBe('69.00')
  })
  it.each([
    ['12.9', 1290],
    ['12', 1200],
    ['0.05', 5],
    ['12.345', null],
    ['-1', null],
    ['1e3', null],
    ['', null],
  ])('reads %s as %s fen', (text, fen) => expect(parseYuan(text)).toBe(fen))
  it('shows rates without needless digits', () => {
    expect(percent(1000)).toBe('10%')
    expect(percent(350)).toBe('3.5%')
  })
})
