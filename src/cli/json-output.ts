/** Keys that hold moments: the API counts milliseconds, people and other programs read ISO 8601. */
const MOMENT_KEY = /At$|^(from|to|lastSlot|next)$/

/** One object on one line, its moments as ISO 8601 in UTC. */
export const jsonLine = (value: unknown): string => JSON.stringify(shown(value, ''))

/** The same object with its moments, at any depth, as ISO 8601 in UTC. */
export const withMoments = (value: object): Readonly<Record<string, unknown>> =>
  Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, shown(inner, name)]))

const shown = (value: unknown, key: string): unknown => {
  if (typeof value === 'number' && MOMENT_KEY.test(key)) return new Date(value).toISOString()
  if (Array.isArray(value)) return value.map((one) => shown(one, key))
  return typeof value === 'object' && value !== null ? withMoments(value) : value
}

const MICROSECONDS = 1_000_000

/** The seconds that were written last, each in the place of its number, and their texts: the moments of a capture lie close together, and in turns. */
const KEPT_SECONDS = 64
const seconds = new Float64Array(KEPT_SECONDS).fill(Number.NaN)
const texts: string[] = Array(KEPT_SECONDS).fill('')

/** ISO 8601 in UTC, as every moment in JSON, with the microseconds that captures have. */
export const momentText = (milliseconds: number | null): string | null => {
  if (milliseconds === null) return null
  const micros = Math.round(milliseconds * 1_000)
  const second = Math.floor(micros / MICROSECONDS)
  const rest = micros - second * MICROSECONDS
  return `${secondText(second)}${String(rest).padStart(6, '0')}Z`
}

/** `2026-11-24T09:30:15.` */
const secondText = (second: number): string => {
  const place = second & (KEPT_SECONDS - 1)
  if (seconds[place] !== second) {
    seconds[place] = second
    texts[place] = new Date(second * 1_000).toISOString().slice(0, -'000Z'.length)
  }
  return texts[place] ?? ''
}
