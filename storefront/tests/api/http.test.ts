import { beforeEach, describe, expect, it, vi } from 'vitest'
import { addressOf, call, whenSignedOut } from '@/api/http'
import { uniStub } from '../setup'

interface Asked {
  url: string
  method: string
  header: Record<string, string>
  success: (answer: { statusCode: number; data: unknown }) => void
  fail: (why: unknown) => void
}

const asked: Asked[] = []

function answers(...each: (number | 'lost')[]): void {
  uniStub.request.mockImplementation((wants: Asked) => {
    asked.push(wants)
    const next = each.shift()
    if (next === 'lost') wants.fail({})
    else wants.success({ statusCode: next ?? 200, data: next === 200 ? { count: 3 } : { error: { code: 'stock_short', message: '库存不够了', details: { field: 'quantity' } } } })
  })
}

beforeEach(() => {
  asked.length = 0
  vi.useFakeTimers({ shouldAdvanceTime: true, advanceTimeDelta: 400 })
})

describe('the wrapper around uni.request', () => {
  it('asks a lost act again with the same key', async () => {
    answers('lost', 503, 200)
    await expect(call('post', '/cart', { body: { sku_id: 1, quantity: 2 } })).resolves.toEqual({ count: 3 })
    expect(asked).toHaveLength(3)
    expect(new Set(asked.map((one) => one.header['Idempotency-Key'])).size).toBe(1)
    expect(asked[0]!.header['Idempotency-Key']).toMatch(/^[0-9a-z]{24}$/)
  })
  it('carries the sentence and the field of a refusal, and does not repeat it', async () => {
    answers(409)
    await expect(call('post', '/cart', { body: { sku_id: 1, quantity: 2 } })).rejects.toMatchObject({ status: 409, code: 'stock_short', message: '库存不够了', fields: { quantity: '库存不够了' } })
    expect(asked).toHaveLength(1)
  })
  it('gives up honestly when the network stays away', async () => {
    answers('lost', 'lost', 'lost')
    await expect(call('get', '/cart')).rejects.toMatchObject({ offline: true, message: '网络断了，没取到内容' })
  })
  it('signs out on a refused token', async () => {
    const out = vi.fn()
    whenSignedOut(out)
    answers(401)
    await expect(call('get', '/cart')).rejects.toMatchObject({ status: 401 })
    expect(out).toHaveBeenCalledOnce()
  })
  it('says who the device is and keeps saying it', async () => {
    answers(200, 200)
    await call('get', '/cart')
    await call('get', '/cart')
    expect(asked[0]!.header['X-Visitor']).toMatch(/^[0-9a-z]{24}$/)
    expect(asked[1]!.header['X-Visitor']).toBe(asked[0]!.header['X-Visitor'])
    expect(asked[0]!.header['Idempotency-Key']).toBeUndefined()
  })
  it('sends PATCH as a PUT that says so, because a mini program has no PATCH', async () => {
    answers(200, 200)
    await call('patch', '/cart', { body: { sku_id: 1, quantity: 2 } })
    await call('delete', '/cart', { query: { sku_id: [1] } })
    expect(asked.map((one) => [one.method, one.header['X-HTTP-Method-Override']])).toEqual([['PUT', 'PATCH'], ['DELETE', undefined]])
  })
  it('writes paths and queries safely', () => {
    expect(addressOf('/orders/{no}', { path: { no: 'a/b?' } })).toMatch(/\/api\/mall\/orders\/a%2Fb%3F$/)
    expect(addressOf('/cart', { query: { sku_id: [1, 2], q: '草莓 &', none: undefined } })).toMatch(/\?sku_id=1&sku_id=2&q=%E8%8D%89%E8%8E%93%20%26$/)
  })
})
