import { existsSync, globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { writeMixFile } from '../../bench/analyze/mix-file.ts'
import { CaptureFeed } from '../../src/wire/file/capture-feed.ts'
import { LinkType } from '../../src/wire/link/link-type.ts'
import { samples } from '../wire/sample-view.ts'
import { spokenFrames } from './spoken-frames.ts'

/** Real captures; they are no part of the project, and another machine may not have them. */
const CORPUS = path.join(import.meta.dirname, '../../../shared/corpus/flows')
const PACKETS_OF_A_FILE = 1_000
/** Of conversations made here: handshakes, TLS, HTTP, QUIC, DNS, calls. */
const MADE_PACKETS = 5_000

/** What is kept of each frame, so that a campaign costs what its packets are many, not what they are long. */
export const FRAME_BYTES_MAX = 2_048

/** A frame before it is damaged. */
export type SeedFrame = {
  readonly bytes: Uint8Array
  readonly wireLength: number
  readonly link: number
}

/** Frames of some capture in the order in which they were sent, so that neighbours are of the same conversations. */
export type Sequence = readonly SeedFrame[]

export type SeedFrames = {
  /** By where they come from: what is rare in one is not drowned by what is frequent in another. */
  readonly sources: readonly (readonly Sequence[])[]
  readonly frames: number
  /** Capture files among them; 0 where there is no corpus. */
  readonly files: number
}

/** One frame of each kind, what each application hears, whole conversations, and the corpus. */
export const seedFrames = (): SeedFrames => {
  const kinds = samples.map(([, { link, frame }]) => seedOf(Uint8Array.from(frame), link))
  const spoken = spokenFrames().map((frame) => seedOf(Uint8Array.from(frame), LinkType.ethernet))
  const files = existsSync(CORPUS) ? globSync('*.{pcap,pcapng,cap}', { cwd: CORPUS }).sort() : []
  const real = files.map((file) => framesOf(path.join(CORPUS, file)))
  const sources = [[kinds], [spoken], [madeFrames()], real].map((sequences) =>
    sequences.filter(({ length }) => length > 0),
  )
  return {
    sources: sources.filter(({ length }) => length > 0),
    frames: sources.flat(2).length,
    files: files.length,
  }
}

const seedOf = (bytes: Uint8Array, link: number): SeedFrame => ({
  bytes: bytes.subarray(0, FRAME_BYTES_MAX),
  wireLength: bytes.length,
  link,
})

const madeFrames = (): Sequence => {
  const folder = mkdtempSync(path.join(tmpdir(), 'vigie-fuzz-'))
  try {
    const file = path.join(folder, 'mix.pcap')
    writeMixFile(file, MADE_PACKETS)
    return framesOf(file, MADE_PACKETS)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

const framesOf = (file: string, most = PACKETS_OF_A_FILE): Sequence => {
  const found: SeedFrame[] = []
  const feed = new CaptureFeed({
    frame(bytes, offset, capturedLength, wireLength, _seconds, _nanoseconds, _vlan, link) {
      if (found.length === most) return
      const kept = Math.min(capturedLength, FRAME_BYTES_MAX)
      found.push({ bytes: bytes.slice(offset, offset + kept), wireLength, link })
    },
  })
  feed.write(readFileSync(file))
  return found
}
