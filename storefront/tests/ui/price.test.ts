import { mount } from '@vue/test-utils'
import { describe, expect, it } from 'vitest'
import YPrice from '@/ui/YPrice.vue'

describe('Price', () => {
  it.each([
    [4390, {}, '¥43.90'],
    [5, {}, '¥0.05'],
    [-210, {}, '−¥2.10'],
    [878, { signed: true }, '+¥8.78'],
    [128_639_492, {}, '¥1,286,394.92'],
  ])('%s fen reads %s %s', (fen, more, text) => {
    expect(mount(YPrice, { props: { fen, ...more } }).text().replace(/\s/g, '')).toBe(text)
  })
})
