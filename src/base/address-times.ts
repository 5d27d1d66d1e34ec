import type { Format } from './format.ts'
import type { Translate } from './text.ts'

const DAY_MS = 86_400_000

type Device = {
  readonly mac: string
  readonly address: string
  readonly firstAt: number | null
  readonly lastAt: number | null
}
type Span = { readonly firstAt: number; readonly lastAt: number }

/**
 * From when to when a device had an address, for those that changed theirs: they had one of IPv4 after another. Of IPv6 each machine has
 * several at once, and a router seems to have those of everybody behind it. '' for all others.
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
  return (device) => {
    const own = spanOf(device)
    if (own === undefined || !hasChanged(spans.get(device.mac) ?? [])) return ''
    const { firstAt, lastAt } = own
    const to = lastAt - firstAt < DAY_MS ? format.time(lastAt) : format.dateTime(lastAt)
    return t('traffic.seen', { from: format.dateTime(firstAt), to })
  }
}

const hasChanged = (spans: readonly Span[]): boolean =>
  spans.some((one) => spans.some((other) => one.lastAt < other.firstAt))

const spanOf = ({ mac, address, firstAt, lastAt }: Device): Span | undefined =>
  mac === '' || !address.includes('.') || firstAt === null || lastAt === null
    ? undefined
    : { firstAt, lastAt }
