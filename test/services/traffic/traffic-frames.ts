/**
 * Frames that tests build: Ethernet, IPv4 or IPv6, TCP or UDP, with the addresses, ports and length
 * asked for.
 */
export type FrameSpec = {
  readonly from: readonly number[]
  readonly to: readonly number[]
  readonly fromMac?: number
  readonly toMac?: number
  readonly protocol?: number
  readonly fromPort?: number
  readonly toPort?: number
  readonly tcpFlags?: number
  readonly sequence?: number
  readonly acknowledgement?: number
  readonly window?: number
  /** What TCP or UDP carry. */
  readonly payload?: Uint8Array | readonly number[]
}

/** A locally administered MAC that ends in `number`. */
const mac = (number: number): number[] =>
  number === 0xff ? new Array(6).fill(255) : [2, 0, 0, 0, number >> 8, number & 255]

const words = (value: number): number[] => [value >> 8, value & 255]
const long = (value: number): number[] => [...words(value >>> 16), ...words(value & 0xffff)]

/** The frame's bytes; 4 numbers make an IPv4 address, 16 one of IPv6. */
export const frameOf = (spec: FrameSpec): Uint8Array => {
  const { from, to, protocol = 17, fromPort = 40000, toPort = 53 } = spec
  const payload = [...(spec.payload ?? [])]
  const transport =
    protocol === 6
      ? [
          ...words(fromPort),
          ...words(toPort),
          ...long(spec.sequence ?? 0),
          ...long(spec.acknowledgement ?? 0),
          0x50,
          spec.tcpFlags ?? 16,
          ...words(spec.window ?? 0),
          ...[0, 0, 0, 0],
          ...payload,
        ]
      : protocol === 17
        ? [...words(fromPort), ...words(toPort), ...words(8 + payload.length), 0, 0, ...payload]
        : [8, 0, 0, 0, 0, 0, 0, 0]
  const ip =
    from.length === 4
      ? [0x45, 0, ...words(20 + transport.length), 0, 0, 0, 0, 64, protocol, 0, 0]
      : [0x60, 0, 0, 0, ...words(transport.length), protocol, 64]
  const type = from.length === 4 ? [8, 0] : [0x86, 0xdd]
  const macs = [...mac(spec.toMac ?? 2), ...mac(spec.fromMac ?? 1)]
  return Uint8Array.from([...macs, ...type, ...ip, ...from, ...to, ...transport])
}

/** ARP: who has `target`, tell `sender`. */
export const arpOf = (fromMac: number, sender: readonly number[], target: readonly number[]) =>
  Uint8Array.from([
    ...mac(0xff),
    ...mac(fromMac),
    8,
    6,
    0,
    1,
    8,
    0,
    6,
    4,
    0,
    1,
    ...mac(fromMac),
    ...sender,
    0,
    0,
    0,
    0,
    0,
    0,
    ...target,
  ])

/** Numbers below a bound, the same for the same seed. */
export const randomFrom = (seed: number) => {
  let state = seed
  return (below: number): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}
