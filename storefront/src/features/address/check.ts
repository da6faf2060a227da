import { t } from '@/locale'

interface Fields {
  name: string
  phone: string
  province: string
  detail: string
}

/** What is missing, by field, as a sentence that says how to mend it. */
export function checkAddress(form: Fields): Record<string, string> {
  const errors: Record<string, string> = {}
  if (!form.name.trim()) errors.name = t.address.nameMissing
  const wrong = checkPhone(form.phone)
  if (wrong) errors.phone = wrong
  if (!form.province) errors.region = t.address.regionMissing
  if (form.detail.trim().length < 2) errors.detail = t.address.detailMissing
  return errors
}

export function checkPhone(phone: string): string {
  if (!phone) return t.account.phoneMissing
  if (!/^\d*$/.test(phone) || !/^1[3-9]?/.test(phone)) return t.account.phoneWrong
  if (phone.length < 11) return t.account.phoneShort(11 - phone.length)
  return /^1[3-9]\d{9}$/.test(phone) ? '' : t.account.phoneWrong
}
