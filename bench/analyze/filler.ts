import { seededRandom } from '../../test/support/random.ts'

const FILLER_BYTES = 1 << 16

/** Bytes that look encrypted. */
const filler = Buffer.alloc(FILLER_BYTES)
const random = seededRandom(1)
for (let i = 0; i < FILLER_BYTES; i += 4) filler.writeInt32LE((random.next() * 2 ** 32) | 0, i)

/** Fills [from, to) of `bytes`, at most 32 KiB, with what looks encrypted; `turn` says with which. */
export const fill = (bytes: Buffer, from: number, to: number, turn: number): void => {
  const start = Math.imul(turn, 0x9e3779b1) >>> 17
  filler.copy(bytes, from, start, start + to - from)
}
