import { ref, watch, type Ref } from 'vue'

/**
 * Complaints about the fields of a form, by name. One goes as soon as its field changes, and comes back when the form is
 * checked again. `fields` says what is filled in now, under the same names.
 */
export function useErrors(fields: () => Record<string, unknown>): Ref<Record<string, string>> {
  const errors = ref<Record<string, string>>({})
  watch(
    fields,
    (now, before) => {
      const left = Object.entries(errors.value).filter(([name]) => now[name] === before[name])
      if (left.length < Object.keys(errors.value).length) errors.value = Object.fromEntries(left)
    },
    // at once: a check in the same moment must keep what it found
    { flush: 'sync' },
  )
  return errors
}
