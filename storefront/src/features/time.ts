import { t } from '@/locale'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
const SHANGHAI = 8 * HOUR

interface Clock {
  year: number
  month: number
  day: number
  hm: string
  /** business day number in Asia/Shanghai */
  date: number
}

function inShanghai(ms: number): Clock {
  const at = new Date(ms + SHANGHAI)
  const two = (n: number) => String(n).padStart(2, '0')
  return {
    year: at.getUTCFullYear(),
    month: at.getUTCMonth() + 1,
    day: at.getUTCDate(),
    hm: `${two(at.getUTCHours())}:${two(at.getUTCMinutes())}`,
    date: Math.floor((ms + SHANGHAI) / DAY),
  }
}

/** 今天, 昨天, 11-20 or 2025-11-20. */
export function dayOf(iso: string, now: number = Date.now()): string {
  const at = inShanghai(Date.parse(iso))
  const today = inShanghai(now)
  const days = today.date - at.date
  if (days === 0) return t.time.today
  if (days === 1) return t.time.yesterday
  if (days === -1) return t.time.tomorrow
  const two = (n: number) => String(n).padStart(2, '0')
  const short = `${two(at.month)}-${two(at.day)}`
  return at.year === today.year ? short : `${at.year}-${short}`
}

export const clockOf = (iso: string): string => inShanghai(Date.parse(iso)).hm

/** Relative when near, a date when far. */
export function ago(iso: string, now: number = Date.now()): string {
  const passed = now - Date.parse(iso)
  if (passed < MINUTE) return t.time.justNow
  if (passed < HOUR) return t.time.minutesAgo(Math.floor(passed / MINUTE))
  const days = inShanghai(now).date - inShanghai(Date.parse(iso)).date
  if (passed < 6 * HOUR || days === 0) return t.time.hoursAgo(Math.floor(passed / HOUR))
  if (days <= 7) return days === 1 ? t.time.yesterday : t.time.daysAgo(days)
  return dayOf(iso, now)
}

/** 2026-11-20 21:17 */
export function stamp(iso: string): string {
  const at = inShanghai(Date.parse(iso))
  return `${at.year}-${String(at.month).padStart(2, '0')}-${String(at.day).padStart(2, '0')} ${at.hm}`
}

/** 今天 18:00, 11-20 21:17 */
export const dayTime = (iso: string, now: number = Date.now()): string => `${dayOf(iso, now)} ${clockOf(iso)}`

export interface Countdown {
  ended: boolean
  days: number
  boxes: string[]
}

/** Hours, minutes and seconds left; whole days apart when more than three. */
export function countdown(until: string, now: number): Countdown {
  const left = Math.floor((Date.parse(until) - now) / 1000)
  if (!(left > 0)) return { ended: true, days: 0, boxes: [] }
  const two = (n: number) => String(n).padStart(2, '0')
  const days = left >= 3 * 86_400 ? Math.floor(left / 86_400) : 0
  const rest = left - days * 86_400
  return { ended: false, days, boxes: [two(Math.floor(rest / 3600)), two(Math.floor((rest % 3600) / 60)), two(rest % 60)] }
}

/** 2026 年 11 月 30 日 without a clock: the last day of something that ends at this midnight. */
export function lastDay(iso: string, now: number = Date.now()): string {
  const at = inShanghai(Date.parse(iso) - 1)
  return at.year === inShanghai(now).year ? t.time.monthDay(at.month, at.day) : t.time.yearMonthDay(at.year, at.month, at.day)
}

/** 2027-05-31, always whole. */
export function dateOf(iso: string): string {
  return stamp(iso).slice(0, 10)
}

/** Within the next ninety days: near enough to warn about. */
export const isSoon = (iso: string, now: number = Date.now()): boolean => Date.parse(iso) - now < 90 * DAY
