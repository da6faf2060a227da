import { reactive } from 'vue'
import { describe, expect, it } from 'vitest'
import { useErrors } from '@/features/form'

describe('complaints about a form', () => {
  it('go with the field they are about, and with no other', () => {
    const form = reactive({ name: '', phone: '' })
    const errors = useErrors(() => ({ ...form }))
    errors.value = { name: '请填写收货人', phone: '请填写手机号' }
    form.name = '苏'
    expect(errors.value).toEqual({ phone: '请填写手机号' })
  })
  it('come back in the same words when the form is checked again', () => {
    const form = reactive({ phone: '' })
    const errors = useErrors(() => ({ ...form }))
    errors.value = { phone: '手机号不对，请检查' }
    form.phone = '2'
    expect(errors.value).toEqual({})
    errors.value = { phone: '手机号不对，请检查' }
    expect(errors.value.phone).toBe('手机号不对，请检查')
  })
})
