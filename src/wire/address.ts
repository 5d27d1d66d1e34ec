import { u8, u16 } from './bytes.ts'

export const MAC_LENGTH = 6
export const IPV4_LENGTH = 4
const IPV6_LENGTH = 16
const GROUPS = 8

/** IPv4 inside IPv6 (RFC 4291, 2.5.5.2): 80 zero bits, 16 ones, then the address. */
const MAPPED_PREFIX_LENGTH = 12

const hexByte = (value: number): string => value.toString(16).padStart(2, '0')

/** Six bytes at `at` as `00:1b:21:3c:4d:5e`. */
export const formatMac = (bytes: Uint8Array, at = 0): string => {
  let text = hexByte(u8(bytes, at))
  for (let i = 1; i < MAC_LENGTH; i++) text += `:${hexByte(u8(bytes, at + i))}`
  return text
}

/** Four bytes at `at` as `192.0.2.1`. */
export const formatIpv4 = (bytes: Uint8Array, at = 0): string =>
  `${u8(bytes, at)}.${u8(bytes, at + 1)}.${u8(bytes, at + 2)}.${u8(bytes, at + 3)}`

/** Whether the 16 bytes at `at` are an IPv4 address in an IPv6 address. */
const isMapped = (bytes: Uint8Array, at = 0): boolean => {
  for (let i = 0; i < 10; i++) if (u8(bytes, at + i) !== 0) return false
  return u16(bytes, at + 10) === 0xffff
}

/**
 * Sixteen bytes at `at` as RFC 5952 asks: lower case, no leading zeros, the first of the longest
 * runs of two or more zero groups as `::`, an IPv4-mapped address with its last 32 bits in decimal.
 */
export const formatIpv6 = (bytes: Uint8Array, at = 0): string => {
  if (isMapped(bytes, at)) return `::ffff:${formatIpv4(bytes, at + MAPPED_PREFIX_LENGTH)}`
  let runStart = -1
  let runLength = 1
  for (let i = 0; i < GROUPS; i++) {
    let length = 0
    while (i + length < GROUPS && u16(bytes, at + 2 * (i + length)) === 0) length++
    if (length > runLength) {
      runStart = i
      runLength = length
    }
  }
  let text = ''
  for (let i = 0; i < GROUPS; i++) {
    if (i === runStart) {
      text += '::'
      i += runLength - 1
    } else {
      if (text !== '' && !text.endsWith(':')) text += ':'
      text += u16(bytes, at + 2 * i).toString(16)
    }
  }
  return text
}

/** The address in 16 bytes as a person writes it: an IPv4-mapped one as IPv4. */
export const formatAddress = (bytes: Uint8Array, at = 0): string =>
  isMapped(bytes, at) ? formatIpv4(bytes, at + MAPPED_PREFIX_LENGTH) : formatIpv6(bytes, at)

/**
 * Six bytes, or undefined. Digits in either case, two to a byte, `:` or `-` between, one kind of
 * separator.
 */
export const parseMac = (text: string): Uint8Array | undefined => {
  if (!/^[0-9a-f]{2}([:-])(?:[0-9a-f]{2}\1){4}[0-9a-f]{2}$/i.test(text)) return undefined
  return Uint8Array.from(text.split(/[:-]/), (part) => Number.parseInt(part, 16))
}

/**
 * Four bytes, or undefined. Four decimal numbers without leading zeros, which others read as octal
 * (RFC 6943, 3.1.1).
 */
export const parseIpv4 = (text: string): Uint8Array | undefined => {
  const parts = text.split('.')
  if (parts.length !== IPV4_LENGTH) return undefined
  if (!parts.every((part) => /^(?:0|[1-9]\d{0,2})$/.test(part) && Number(part) < 256))
    return undefined
  return Uint8Array.from(parts, Number)
}

const parseGroups = (text: string): number[] | undefined => {
  if (text === '') return []
  const groups: number[] = []
  const parts = text.split(':')
  for (const [index, part] of parts.entries()) {
    const ipv4 = index === parts.length - 1 && part.includes('.') ? parseIpv4(part) : undefined
    if (ipv4) groups.push(u16(ipv4, 0), u16(ipv4, 2))
    else if (/^[0-9a-f]{1,4}$/i.test(part)) groups.push(Number.parseInt(part, 16))
    else return undefined
  }
  return groups
}

/** Sixteen bytes, or undefined. The forms of RFC 4291, 2.2; no zone, no brackets. */
export const parseIpv6 = (text: string): Uint8Array | undefined => {
  const [before = '', after, more] = text.split('::')
  if (more !== undefined || (after !== undefined && before.includes('.'))) return undefined
  const head = parseGroups(before)
  const tail = after === undefined ? [] : parseGroups(after)
  if (!head || !tail) return undefined
  const missing = GROUPS - head.length - tail.length
  if (after === undefined ? missing !== 0 : missing < 1) return undefined
  const bytes = new Uint8Array(IPV6_LENGTH)
  const groups = [...head, ...new Array<number>(missing).fill(0), ...tail]
  for (const [index, group] of groups.entries()) {
    bytes[2 * index] = group >> 8
    bytes[2 * index + 1] = group & 0xff
  }
  return bytes
}

/** The address as 16 bytes, IPv4 mapped; or undefined. The inverse of `formatAddress`. */
export const parseAddress = (text: string): Uint8Array | undefined => {
  const ipv4 = parseIpv4(text)
  if (!ipv4) return parseIpv6(text)
  const bytes = new Uint8Array(IPV6_LENGTH)
  bytes.set([0xff, 0xff], 10)
  bytes.set(ipv4, MAPPED_PREFIX_LENGTH)
  return bytes
}
