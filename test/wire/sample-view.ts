import { LinkType } from '../../src/wire/link/link-type.ts'
import { PacketView } from '../../src/wire/packet-view.ts'
import { bytesOf, frames } from './frames.ts'
import { linkFrames, type SampleFrame } from './link-frames.ts'
import { tunnelFrames } from './tunnel-frames.ts'

/** What a new view tells of a whole frame. */
export const viewOf = (frame: Iterable<number>, link: number): PacketView => {
  const bytes = Uint8Array.from(frame)
  const view = new PacketView()
  view.decode(bytes, 0, bytes.length, bytes.length, -1, link)
  return view
}

/** All frames that tests are made from, with their names. */
export const samples: readonly (readonly [string, Omit<SampleFrame, 'read'>])[] = [
  ...Object.entries(frames).map(
    ([name, hex]) => [name, { link: LinkType.ethernet, frame: [...bytesOf(hex)] }] as const,
  ),
  ...Object.entries(linkFrames),
  ...Object.entries(tunnelFrames),
]
