import { t } from '@/locale'

/** What went wrong, as the server says it: a stable code, a sentence for people, the facts. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly details: Record<string, unknown> = {},
  ) {
    super(message)
  }

  get offline(): boolean {
    return this.status === 0
  }

  /** Sentences for the fields of a form, by field name. */
  get fields(): Record<string, string> {
    const named = this.details.fields
    if (named && typeof named === 'object') return named as Record<string, string>
    return typeof this.details.field === 'string' ? { [this.details.field]: this.message } : {}
  }
}

export const offlineError = (): ApiError => new ApiError(0, 'offline', t.common.offline)

/** Reads the house's error shape; anything else becomes an honest sentence. */
export function errorOf(status: number, body: unknown): ApiError {
  const error = (body as { error?: { code?: string; message?: string; details?: Record<string, unknown> } } | null)?.error
  if (error?.message) return new ApiError(status, error.code ?? 'unknown', error.message, error.details ?? {})
  return new ApiError(status, `http_${status}`, status === 404 ? t.common.notFound : status === 429 ? t.common.tooMany : t.common.serverBusy)
}

export const asApiError = (why: unknown): ApiError =>
  why instanceof ApiError ? why : new ApiError(500, 'client', t.common.serverBusy)
