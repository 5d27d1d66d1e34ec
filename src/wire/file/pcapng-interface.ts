import { printable } from '../../base/lines.ts'
import type { CaptureInterface } from './capture-file.ts'
import { PcapngClock } from './pcapng-clock.ts'

/** Where the fields of an interface description begin, from the block's start; its options follow (section 4.2). */
const field = { link: 8, snaplen: 12, options: 16 } as const

/** Section 3.5: an option is its code, its length and its value, padded to 32 bits. */
const optionCode = { end: 0, name: 2, description: 3, timeResolution: 9, timeOffset: 14 } as const
const OPTION_HEADER_BYTES = 4

/** `if_tsresol` where there is none: microseconds. */
const MICROSECONDS = 6
/** What is kept of a name or a description (bytes): enough for a person, little in a file that describes thousands. */
const TEXT_BYTES_MAX = 256

/** An interface of a section, with the clock that its packets are timed by. */
export type PcapngInterface = { readonly described: CaptureInterface; readonly clock: PcapngClock }

/** The least that an interface description block has (bytes). */
export const INTERFACE_BLOCK_BYTES_MIN = field.options + 4

/**
 * Reads the interface description block at `at`, which has `length` bytes, at least INTERFACE_BLOCK_BYTES_MIN. Options that are cut
 * short, or of another length than theirs, are left out.
 */
export const readInterface = (
  view: DataView,
  at: number,
  length: number,
  isLittle: boolean,
): PcapngInterface => {
  let name = ''
  let description = ''
  let resolution = MICROSECONDS
  let offset = 0
  const end = at + length - 4
  for (let option = at + field.options; option + OPTION_HEADER_BYTES <= end; ) {
    const code = view.getUint16(option, isLittle)
    const bytes = view.getUint16(option + 2, isLittle)
    const value = option + OPTION_HEADER_BYTES
    if (code === optionCode.end || value + bytes > end) break
    if (code === optionCode.name) name = textAt(view, value, bytes)
    if (code === optionCode.description) description = textAt(view, value, bytes)
    if (code === optionCode.timeResolution && bytes === 1) resolution = view.getUint8(value)
    if (code === optionCode.timeOffset && bytes === 8)
      offset = Number(view.getBigInt64(value, isLittle))
    option = value + ((bytes + 3) & ~3)
  }
  const link = view.getUint16(at + field.link, isLittle)
  const snaplenBytes = view.getUint32(at + field.snaplen, isLittle)
  return {
    described: { link, name, description, snaplenBytes },
    clock: new PcapngClock(resolution, offset),
  }
}

/** Some writers count a NUL at the end, which is no part of the text. */
const textAt = (view: DataView, at: number, length: number): string => {
  const start = view.byteOffset + at
  const text = Buffer.from(view.buffer, start, Math.min(length, TEXT_BYTES_MAX)).toString('utf8')
  return printable(text.replace(/\0.*$/s, ''))
}
