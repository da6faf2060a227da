import { mount } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { defineComponent, h } from 'vue'
import { usePayment } from '@/features/checkout/use-payment'
import { uniStub } from '../setup'

function mounted() {
  let held: ReturnType<typeof usePayment> | undefined
  const wrapper = mount(defineComponent({ setup: () => ((held = usePayment()), () => h('i')) }))
  return { p: held!, wrapper }
}
const say = (status: string) =>
  uniStub.request.mockImplementation((wants: { success: (answer: unknown) => void }) => wants.success({ statusCode: 200, data: { payment_no: 'P1', order_no: 'D1', status, amount_fen: 100, order_status: 'paid' } }))

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

describe('waiting for a payment', () => {
  it('asks until the money is there', async () => {
    const { p } = mounted()
    say('created')
    await p.start('P1', 'D1')
    expect(p.state.value).toBe('waiting')
    say('succeeded')
    await vi.advanceTimersByTimeAsync(1000)
    expect(p.state.value).toBe('paid')
    const asked = uniStub.request.mock.calls.length
    await vi.advanceTimersByTimeAsync(60_000)
    expect(uniStub.request.mock.calls.length).toBe(asked)
  })
  it('offers to pay again soon to who came back without paying, and keeps asking', async () => {
    const { p } = mounted()
    say('created')
    await p.start('P1', 'D1')
    expect(p.doubtful.value).toBe(false)
    await vi.advanceTimersByTimeAsync(3000)
    expect([p.doubtful.value, p.tired.value]).toEqual([true, false])
    say('succeeded')
    await vi.advanceTimersByTimeAsync(3000)
    expect(p.state.value).toBe('paid')
  })
  it('says after a minute that it does not know, and stops asking', async () => {
    const { p } = mounted()
    say('created')
    await p.start('P1', 'D1')
    await vi.advanceTimersByTimeAsync(70_000)
    expect(p.tired.value).toBe(true)
    expect(p.state.value).toBe('waiting')
  })
  it('stops when the page goes', async () => {
    const { p, wrapper } = mounted()
    say('created')
    await p.start('P1', 'D1')
    const asked = uniStub.request.mock.calls.length
    wrapper.unmount()
    await vi.advanceTimersByTimeAsync(5000)
    expect(uniStub.request.mock.calls.length).toBe(asked)
  })
  it('reads the order when the cashier came back without a payment number', async () => {
    const { p } = mounted()
    uniStub.request.mockImplementation((wants: { success: (answer: unknown) => void }) => wants.success({ statusCode: 200, data: { no: 'D1', status: 'cancelled', paid_at: null, total_fen: 5990 } }))
    await p.start('', 'D1')
    expect(p.state.value).toBe('closed')
    expect(p.payment.value).toMatchObject({ order_no: 'D1', amount_fen: 5990 })
  })
})
