/** Keys that hold moments: the API counts milliseconds, people and other programs read ISO 8601. */
const MOMENT_KEY = /At$|^(from|to|lastSlot|next)$/

/** One object on one line, its moments as ISO 8601 in UTC. */
export const jsonLine = (value: unknown): string => JSON.stringify(withMoments(value, ''))

const withMoments = (value: unknown, key: string): unknown => {
  if (typeof value === 'number' && MOMENT_KEY.test(key)) return new Date(value).toISOString()
  if (Array.isArray(value)) return value.map((one) => withMoments(one, key))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [name, withMoments(inner, name)]),
  )
}
