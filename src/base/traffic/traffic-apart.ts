import type { Format } from '../format.ts'
import type { Translate } from '../text.ts'

export type PacketSum = { readonly packets: number; readonly bytes: number }

/** Traffic that is told apart because it says little of any one device: what goes to many at once, and what the capturing machine says itself. */
export type TrafficApart = {
  /** For all machines of the link, and for a group of them. */
  readonly broadcast: PacketSum
  readonly multicast: PacketSum
  /** From and to the machine that captures; null where nobody knows which that is, as in a file. */
  readonly own: PacketSum | null
}

export const NO_PACKETS: PacketSum = { packets: 0, bytes: 0 }
export const NONE_APART: TrafficApart = {
  broadcast: NO_PACKETS,
  multicast: NO_PACKETS,
  own: NO_PACKETS,
}

/** Name and figure, as they stand among the totals; what there was none of is left out. `packets`: of the whole. */
export const apartRows = (
  { broadcast, multicast, own }: TrafficApart,
  packets: number,
  t: Translate,
  format: Format,
): (readonly [name: string, value: string])[] => {
  const row = (name: string, sum: PacketSum | null): [string, string][] => {
    if (sum === null || sum.packets === 0 || packets === 0) return []
    const values = {
      packets: format.count(sum.packets),
      share: format.percent(sum.packets / packets),
      bytes: format.bytes(sum.bytes),
    }
    return [[name, t('traffic.apart', { ...values, count: sum.packets })]]
  }
  return [
    ...row(t('traffic.broadcast'), broadcast),
    ...row(t('traffic.multicast'), multicast),
    ...row(t('traffic.own'), own),
  ]
}
