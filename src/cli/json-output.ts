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

const MICROSECONDS = 1_000

/** ISO 8601 in UTC, as every moment in JSON, with the microseconds that captures have. */
export const momentText = (milliseconds: number | null): string | null => {
  if (milliseconds === null) return null
  const micros = Math.round(milliseconds * MICROSECONDS)
  const date = new Date(Math.floor(micros / MICROSECONDS))
  const rest = micros - date.getTime() * MICROSECONDS
  return `${date.toISOString().slice(0, -1)}${String(rest).padStart(3, '0')}Z`
}
