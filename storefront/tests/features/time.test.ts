import { describe, expect, it } from 'vitest'
import { ago, clockOf, countdown, dayOf, dayTime, stamp } from '@/features/time'

const NOW = Date.parse('2026-11-21T14:26:00+08:00')

describe('time in Shanghai', () => {
  it.each([
    ['2026-11-21T14:25:30+08:00', '刚刚'],
    ['2026-11-21T14:23:00+08:00', '3 分钟前'],
    ['2026-11-21T09:26:00+08:00', '5 小时前'],
    ['2026-11-20T21:17:00+08:00', '昨天'],
    ['2026-11-18T21:17:00+08:00', '3 天前'],
    ['2026-11-01T21:17:00+08:00', '11-01'],
    ['2025-11-01T21:17:00+08:00', '2025-11-01'],
  ])('%s was %s', (at, text) => expect(ago(at, NOW)).toBe(text))

  it('takes the business day of China whatever the zone of the moment', () => {
    expect(dayOf('2026-11-20T16:30:00Z', NOW)).toBe('今天')
    expect(clockOf('2026-11-20T16:30:00Z')).toBe('00:30')
    expect(dayTime('2026-11-22T08:00:00+08:00', NOW)).toBe('明天 08:00')
    expect(stamp('2026-11-20T21:17:00+08:00')).toBe('2026-11-20 21:17')
  })
  it('counts hours down to the second, and whole days when there are more than three', () => {
    expect(countdown('2026-11-21T20:00:00+08:00', NOW)).toEqual({ ended: false, days: 0, boxes: ['05', '34', '00'] })
    expect(countdown('2026-11-23T14:26:01+08:00', NOW).boxes).toEqual(['48', '00', '01'])
    expect(countdown('2026-11-26T15:26:00+08:00', NOW)).toEqual({ ended: false, days: 5, boxes: ['01', '00', '00'] })
  })
  it('ends when the moment has come or makes no sense', () => {
    expect(countdown('2026-11-21T14:26:00+08:00', NOW).ended).toBe(true)
    expect(countdown('soon', NOW).ended).toBe(true)
  })
})
