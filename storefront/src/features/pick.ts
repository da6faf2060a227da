/** Values one page hands to the page below it (chosen address, what to check out), gone when taken. */
const held = new Map<string, unknown>()

export const hand = (name: string, value: unknown): void => void held.set(name, value)

export function take<T>(name: string): T | undefined {
  const value = held.get(name) as T | undefined
  held.delete(name)
  return value
}
