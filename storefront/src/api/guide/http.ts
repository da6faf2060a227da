import { addressOf } from '@/api/http'
import { asApiError, errorOf, offlineError } from '@/api/errors'
import { randomId } from '@/platform'
import { STAFF_KEY } from '@/platform/keys'
import type { components, paths } from './schema'

type Verb = 'get' | 'post'
type Prefix = '/api/guide'
type Short<P> = P extends `${Prefix}${infer Rest}` ? Rest : never
type Route = Short<keyof paths>
type Op<P extends Route, V extends Verb> = NonNullable<paths[`${Prefix}${P}`][V]>
type Answer<O> = O extends { responses: { 200: { content: { 'application/json': infer J } } } } ? J : never

export type Guide = components['schemas']
export interface Wants {
  path?: Record<string, string>
  query?: Record<string, string | number | boolean | null | undefined>
  body?: unknown
  key?: string
}

let onSignedOut: () => void = () => undefined
export function whenStaffSignedOut(act: () => void): void {
  onSignedOut = act
}

/** Call the house as a member of staff. An act carries a key of its own; nothing is repeated by itself here. */
export function guideCall<P extends Route, V extends Verb>(verb: V, route: P, wants: Wants = {}): Promise<Answer<Op<P, V>>> {
  const token = String(uni.getStorageSync(STAFF_KEY) || '')
  return new Promise((resolve, reject) =>
    uni.request({
      url: addressOf(route, wants, '/api/guide'),
      method: verb === 'get' ? 'GET' : 'POST',
      data: wants.body as string | undefined,
      timeout: 10_000,
      header: { 'Content-Type': 'application/json', ...(token ? { Authorization: `Bearer ${token}` } : {}), ...(verb === 'get' ? {} : { 'Idempotency-Key': wants.key ?? randomId() }) },
      success: (answer) => {
        if (answer.statusCode >= 200 && answer.statusCode < 300) return resolve(answer.data as Answer<Op<P, V>>)
        const error = asApiError(errorOf(answer.statusCode, answer.data))
        if (error.status === 401) onSignedOut()
        reject(error)
      },
      fail: () => reject(offlineError()),
    }),
  )
}
