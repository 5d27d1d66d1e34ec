import { formatAddress, formatMac } from '../../../wire/address.ts'
import { END_WORDS } from './flow-key.ts'

const scratch = new DataView(new ArrayBuffer(4 * END_WORDS))
const scratchBytes = new Uint8Array(scratch.buffer)

/** The address in the four words at `at`, as text: all zero is '::'. */
export const addressText = (words: Int32Array, at: number): string => {
  for (let i = 0; i < END_WORDS; i++) scratch.setInt32(4 * i, words[at + i] ?? 0)
  return formatAddress(scratchBytes)
}

/** The MAC in the two words at `at` (16 bits, 32 bits), as text; '' for none: all zero. */
export const macText = (words: Int32Array, at: number): string => {
  const high = words[at] ?? 0
  const low = words[at + 1] ?? 0
  scratch.setUint16(0, high)
  scratch.setInt32(2, low)
  return high === 0 && low === 0 ? '' : formatMac(scratchBytes)
}
