import type { DamagedPackets } from './damaged-packets.ts'

/** On both sides of a frame: more than any reader would miss its end by. */
const MARGIN = 512
const ROOM = 8_192

/** An array that a frame is put into, with other bytes around it. */
export class Surroundings {
  readonly bytes = new Uint8Array(ROOM)
  offset = 0
  readonly #isTight: boolean

  /** `isTight`: the array ends where the frame does. */
  constructor(isTight: boolean) {
    this.#isTight = isTight
  }

  /** Puts the packet made last into the array, with `around` on both sides; the rest is what earlier ones have left. */
  place({ bytes: frame, captured }: DamagedPackets, around: number): void {
    const { bytes } = this
    const offset = this.#isTight ? ROOM - captured : MARGIN
    const end = offset + captured
    bytes.fill(around, offset - MARGIN, offset)
    for (let i = 0; i < captured; i++) bytes[offset + i] = frame[i] ?? 0
    bytes.fill(around, end, end + MARGIN)
    this.offset = offset
  }
}
