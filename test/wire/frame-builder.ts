/**
 * The other direction of the decoders: frames as they are on the wire, built from the inside to the
 * outside. Checksums are 0, because nobody here reads them.
 */
export type Bytes = readonly number[]

/** Spaces are for the eye. */
export const hex = (text: string): Bytes => [...Buffer.from(text.replaceAll(' ', ''), 'hex')]

export const u16 = (value: number): Bytes => [(value >> 8) & 255, value & 255]
export const u32 = (value: number): Bytes => [...u16(value >>> 16), ...u16(value & 0xffff)]
const u16le = (value: number): Bytes => [value & 255, (value >> 8) & 255]
const u32le = (value: number): Bytes => [...u16le(value & 0xffff), ...u16le(value >>> 16)]

export const macs = { a: hex('020000000001'), b: hex('020000000002'), all: hex('ffffffffffff') }
const v4 = { source: [192, 0, 2, 1], destination: [198, 51, 100, 2] }
const v6 = {
  source: hex('fe800000000000000000000000000001'),
  destination: hex('20010db8000000000000000000000002'),
}
export type Ends = { readonly source: Bytes; readonly destination: Bytes }

type Ipv4 = Ends & {
  readonly identification: number
  /** Flags and offset in one. */
  readonly fragment: number
  readonly options: Bytes
}
export const ipv4 = (protocol: number, payload: Bytes, header: Partial<Ipv4> = {}): Bytes => {
  const { source, destination } = { ...v4, ...header }
  const { identification = 1, fragment = 0, options = [] } = header
  const length = 20 + options.length
  return [
    0x40 | (length / 4),
    0,
    ...u16(length + payload.length),
    ...u16(identification),
    ...u16(fragment),
    64,
    protocol,
    ...u16(0),
    ...source,
    ...destination,
    ...options,
    ...payload,
  ]
}

export const ipv6 = (next: number, payload: Bytes, header: Partial<Ends> = {}): Bytes => {
  const { source, destination } = { ...v6, ...header }
  return [
    ...u32(0x60000000),
    ...u16(payload.length),
    next,
    64,
    ...source,
    ...destination,
    ...payload,
  ]
}

/** A fragment header of IPv6 and what follows it. */
export const fragment6 = (next: number, field: number, id: number, payload: Bytes): Bytes => [
  next,
  0,
  ...u16(field),
  ...u32(id),
  ...payload,
]

/** An authentication header and what follows it. */
export const authenticated = (next: number, payload: Bytes): Bytes => [
  next,
  4,
  ...u16(0),
  ...u32(0x100),
  ...u32(1),
  ...new Array<number>(12).fill(0xaa),
  ...payload,
]

export const udp = (source: number, destination: number, payload: Bytes): Bytes => [
  ...u16(source),
  ...u16(destination),
  ...u16(8 + payload.length),
  ...u16(0),
  ...payload,
]

export type Tcp = {
  readonly source: number
  readonly destination: number
  readonly sequence: number
  readonly acknowledgement: number
  readonly flags: number
  readonly window: number
  readonly options: Bytes
}
export const tcp = (header: Partial<Tcp>, payload: Bytes): Bytes => {
  const { source = 50000, destination = 443, sequence = 1, acknowledgement = 2 } = header
  const { flags = 0x18, window = 512, options = [] } = header
  return [
    ...u16(source),
    ...u16(destination),
    ...u32(sequence),
    ...u32(acknowledgement),
    (20 + options.length) << 2,
    flags,
    ...u16(window),
    ...u32(0),
    ...options,
    ...payload,
  ]
}

export const ethernet = (type: number, payload: Bytes, ends: Partial<Ends> = {}): Bytes => {
  const { source = macs.a, destination = macs.b } = ends
  return [...destination, ...source, ...u16(type), ...payload]
}

/** A tag, and the type of what follows it. */
export const tagged = (vlanId: number, type: number, payload: Bytes): Bytes => [
  ...u16(vlanId),
  ...u16(type),
  ...payload,
]

export const snap = (type: number, payload: Bytes): Bytes => [
  ...hex('aaaa03 000000'),
  ...u16(type),
  ...payload,
]

type Cooked = { readonly kind: number; readonly hardware: number; readonly address: Bytes }
export const cooked = (type: number, payload: Bytes, header: Partial<Cooked> = {}): Bytes => {
  const { kind = 0, hardware = 1, address = macs.a } = header
  const room = [...address, ...new Array<number>(8 - address.length).fill(0)]
  return [...u16(kind), ...u16(hardware), ...u16(address.length), ...room, ...u16(type), ...payload]
}

export const cooked2 = (type: number, payload: Bytes, header: Partial<Cooked> = {}): Bytes => {
  const { kind = 0, hardware = 1, address = macs.a } = header
  const room = [...address, ...new Array<number>(8 - address.length).fill(0)]
  return [
    ...u16(type),
    ...u16(0),
    ...u32(2),
    ...u16(hardware),
    kind,
    address.length,
    ...room,
    ...payload,
  ]
}

export const pppoe = (ppp: Bytes): Bytes => [...hex('1100 0007'), ...u16(ppp.length), ...ppp]

export const hdlc = (type: number, payload: Bytes, address = 0x0f): Bytes => [
  address,
  0,
  ...u16(type),
  ...payload,
]

/** A label stack, its last entry marked, and what follows it. */
export const mpls = (labels: Bytes, payload: Bytes): Bytes => [
  ...labels.flatMap((label, index) =>
    u32((label << 12) | (index === labels.length - 1 ? 0x140 : 0x40)),
  ),
  ...payload,
]

type Wifi = {
  /** The two bytes of the frame control. */
  readonly control: Bytes
  readonly addresses: readonly Bytes[]
  readonly sequence: number
  /** QoS control, HT control, in this order. */
  readonly more: Bytes
}
/** Without more said, from an access point to a station. */
export const wifi = (payload: Bytes, header: Partial<Wifi> = {}): Bytes => {
  const { control = [0x08, 0x02], sequence = 0x10, more = [] } = header
  const { addresses = [macs.b, hex('0200000000ff'), macs.a] } = header
  const [first = [], second = [], third = [], fourth = []] = addresses
  return [
    ...control,
    ...u16(0),
    ...first,
    ...second,
    ...third,
    ...u16le(sequence),
    ...fourth,
    ...more,
    ...payload,
  ]
}

/** With the radio's time, and flags; `words`: present words, one for each antenna. */
export const radiotap = (frame: Bytes, flags: number, words = 1): Bytes => {
  const present = Array.from({ length: words }, (_, index) =>
    u32le((index === 0 ? 3 : 0) | (index === words - 1 ? 0 : 0x80000000)),
  ).flat()
  const fields = [...new Array<number>((8 - ((4 + present.length) % 8)) % 8).fill(0)]
  fields.push(...new Array<number>(8).fill(0x77), flags)
  return [0, 0, ...u16le(4 + present.length + fields.length), ...present, ...fields, ...frame]
}

/** The header of Prism, in either byte order. */
export const prism = (frame: Bytes, isBig: boolean): Bytes => {
  const word = isBig ? u32 : u32le
  return [...word(0x44), ...word(144), ...new Array<number>(136).fill(0x55), ...frame]
}

export const ppi = (link: number, frame: Bytes): Bytes => [
  0,
  0,
  ...u16le(12),
  ...u32le(link),
  ...u32(0),
  ...frame,
]

/** `fields`: those that the flags say are there. */
export const gre = (flags: number, type: number, fields: Bytes, payload: Bytes): Bytes => [
  ...u16(flags),
  ...u16(type),
  ...fields,
  ...payload,
]

export const vxlan = (frame: Bytes): Bytes =>
  udp(40000, 4789, [...u32(0x08000000), ...u32(0x00002a00), ...frame])

/** `optional`: sequence number and what else the flags say is there. */
export const gtp = (flags: number, optional: Bytes, packet: Bytes): Bytes =>
  udp(2152, 2152, [
    flags,
    255,
    ...u16(optional.length + packet.length),
    ...u32(0x1234),
    ...optional,
    ...packet,
  ])

/** A frame of the radio, or one of Ethernet. */
export const capwap = (frame: Bytes, isNative: boolean): Bytes =>
  udp(12380, 5247, [0, 0x10, ...u16(isNative ? 0x0300 : 0x0200), ...u32(0), ...frame])

/** The address family in either byte order, then the packet. */
export const loopback = (family: number, packet: Bytes, isBig: boolean): Bytes => [
  ...(isBig ? u32(family) : u32le(family)),
  ...packet,
]
