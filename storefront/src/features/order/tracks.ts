import type { Logistics } from '@/api/types'
import { clockOf, dayOf } from '@/features/time'

/** Logistics facts as rows of a timeline. */
export const trackRows = (logistics: Logistics) =>
  logistics.events.map((event) => ({ time: clockOf(event.at), day: dayOf(event.at), title: event.title, detail: event.detail }))
