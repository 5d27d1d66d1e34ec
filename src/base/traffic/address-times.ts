import type { Format } from '../format.ts'
import type { Translate } from '../text.ts'

const DAY_MS = 86_400_000

type Device = {
  readonly mac: string
  readonly address: string
  readonly firstAt: number | null
  readonly lastAt: number | null
}
type Span = { readonly firstAt: number; readonly lastAt: number }

/** The interval in which an address changes has both: so long they may overlap. */
const LONGEST_INTERVAL_MS = 60_000

/**
 * From when to when a device had an address, for those that changed theirs: they had one of IPv4 after another. So seem to do the
 * machines behind a router, which have its MAC; and of IPv6 each machine has several at once. '' for all others.
 */
export const timesOfAddresses = (
  devices: readonly Device[],
  t: Translate,
  format: Format,
): ((device: Device) => string) => {
  const spans = new Map<string, Span[]>()
  for (const device of devices) {
    const span = spanOf(device)
    if (span !== undefined) spans.set(device.mac, [...(spans.get(device.mac) ?? []), span])
  }
  const changed = new Set([...spans].filter(([, ofOne]) => hasChanged(ofOne)).map(([mac]) => mac))
  return (device) => {
    const own = spanOf(device)
    if (own === undefined || !changed.has(device.mac)) return ''
    const { firstAt, lastAt } = own
    const to = lastAt - firstAt < DAY_MS ? format.time(lastAt) : format.dateTime(lastAt)
    return t('traffic.seen', { from: format.dateTime(firstAt), to })
  }
}

/** Whether the address that was given up first had been given up when the newest one came. */
const hasChanged = (spans: readonly Span[]): boolean => {
  const oldest = spans.reduce((one, other) => (other.lastAt < one.lastAt ? other : one))
  const newest = spans.reduce((one, other) => (other.firstAt > one.firstAt ? other : one))
  return (
    oldest.firstAt < newest.firstAt &&
    oldest.lastAt < newest.lastAt &&
    oldest.lastAt - newest.firstAt <= LONGEST_INTERVAL_MS
  )
}

const spanOf = ({ mac, address, firstAt, lastAt }: Device): Span | undefined =>
  mac === '' || !address.includes('.') || firstAt === null || lastAt === null
    ? undefined
    : { firstAt, lastAt }
