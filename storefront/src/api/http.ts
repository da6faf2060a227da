import { randomId, serverUrl, visitorId } from '@/platform'
import { TOKEN_KEY } from '@/platform/keys'
import { asApiError, errorOf, offlineError } from './errors'
import type { paths } from './schema'

type Verb = 'get' | 'post' | 'put' | 'patch' | 'delete'
type Prefix = '/api/mall'
type Short<P> = P extends `${Prefix}${infer Rest}` ? Rest : never
type Route = Short<keyof paths>
type Op<P extends Route, V extends Verb> = NonNullable<paths[`${Prefix}${P}`][V]>
type Json<T> = T extends { content: { 'application/json': infer J } } ? J : never
type Answer<O> = O extends { responses: { 200: infer R } } ? Json<R> : never
type Body<O> = O extends { requestBody: { content: { 'application/json': infer B } } } ? { body: B } : { body?: undefined }
type Query<O> = O extends { parameters: { query: infer Q } } ? { query: Q } : O extends { parameters: { query?: infer Q } } ? { query?: Q } : object
type Path<O> = O extends { parameters: { path: infer X } } ? (X extends Record<string, unknown> ? { path: X } : object) : object
type Wants<O> = Body<O> & Query<O> & Path<O> & { key?: string }
type Args<O> = Record<string, never> extends Wants<O> ? [wants?: Wants<O>] : [wants: Wants<O>]

interface Loose {
  path?: Record<string, unknown>
  query?: Record<string, unknown>
  body?: unknown
  key?: string
}

let onSignedOut: () => void = () => undefined

/** Who is told when the server no longer knows the token. */
export function whenSignedOut(act: () => void): void {
  onSignedOut = act
}

export function headers(): Record<string, string> {
  const token = String(uni.getStorageSync(TOKEN_KEY) || '')
  return { 'X-Visitor': visitorId(), ...(token ? { Authorization: `Bearer ${token}` } : {}) }
}

export function addressOf(route: string, wants: Omit<Loose, 'body'>, prefix = '/api/mall'): string {
  const path = route.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(wants.path?.[name] ?? '')))
  const pairs: string[] = []
  for (const [name, value] of Object.entries(wants.query ?? {})) {
    for (const one of Array.isArray(value) ? value : [value]) {
      if (one !== undefined && one !== null && one !== '') pairs.push(`${name}=${encodeURIComponent(String(one))}`)
    }
  }
  return serverUrl(`${prefix}${path}${pairs.length ? `?${pairs.join('&')}` : ''}`)
}

/** A mini program cannot send PATCH: on both platforms it travels as a PUT that says what it means. */
const wire = (verb: Verb) =>
  verb === 'patch' ? { method: 'PUT' as const, header: { 'X-HTTP-Method-Override': 'PATCH' } } : { method: verb.toUpperCase() as 'GET' | 'POST' | 'PUT' | 'DELETE', header: {} }

function send(verb: Verb, url: string, wants: Loose, key: string): Promise<unknown> {
  const { method, header } = wire(verb)
  return new Promise((resolve, reject) =>
    uni.request({
      url,
      method,
      data: wants.body as string | undefined,
      timeout: 15_000,
      header: { ...headers(), ...header, 'Content-Type': 'application/json', ...(verb === 'get' ? {} : { 'Idempotency-Key': key }) },
      success: (answer) => {
        if (answer.statusCode >= 200 && answer.statusCode < 300) return resolve(answer.data)
        reject(errorOf(answer.statusCode, answer.data))
      },
      fail: () => reject(offlineError()),
    }),
  )
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

/**
 * Call the mall. Every act carries a key, and a lost answer is asked for again with the same key, so trying
 * again never does a thing twice. A refused token signs the person out.
 */
export async function call<P extends Route, V extends Verb>(verb: V, route: P, ...args: Args<Op<P, V>>): Promise<Answer<Op<P, V>>> {
  const wants = ((args as unknown[])[0] ?? {}) as Loose
  const key = wants.key ?? randomId()
  const url = addressOf(route, wants)
  for (let attempt = 0; ; attempt += 1) {
    try {
      return (await send(verb, url, wants, key)) as Answer<Op<P, V>>
    } catch (why) {
      const error = asApiError(why)
      if (error.status === 401) onSignedOut()
      if (!(error.offline || error.status === 503) || attempt >= 2) throw error
      await pause(400 * 2 ** attempt)
    }
  }
}

/** Send one picture from the device. */
export function upload(filePath: string): Promise<{ path: string; url: string }> {
  return new Promise((resolve, reject) =>
    uni.uploadFile({
      url: serverUrl('/api/mall/uploads'),
      filePath,
      name: 'file',
      header: headers(),
      success: (answer) => {
        let body: unknown = null
        try {
          body = JSON.parse(answer.data)
        } catch {
          body = null
        }
        if (answer.statusCode === 200) return resolve(body as { path: string; url: string })
        reject(errorOf(answer.statusCode, body))
      },
      fail: () => reject(offlineError()),
    }),
  )
}
