import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { constants, gunzipSync, gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { failureOf } from '../../../../src/base/failure.ts'
import {
  type ReadOptions,
  readCaptureFile,
} from '../../../../src/services/traffic/files/file-source.ts'
import { CaptureFeed } from '../../../../src/wire/file/capture-feed.ts'
import { seededRandom } from '../../../support/random.ts'
import { PacketList } from '../../../wire/capture-builder.ts'
import { bytesOf, type CaptureFile, captureFiles, packetsOf } from '../../../wire/capture-files.ts'

const MAIN = path.resolve(import.meta.dirname, '../../../../src/main.ts')
const DAMAGED_FILES = 20_000
/** Of one file with five packets; a damaged one that took longer would be one that never ends. */
const READ_MS_MAX = 5_000

let folder = ''
let file = ''
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'vigie-file-source-'))
  file = path.join(folder, 'capture')
})
afterAll(() => rmSync(folder, { recursive: true }))

/** What comes out of the file: its packets and its outcome, or the code of the failure. */
const readFile = async (name: string, options: ReadOptions = {}) => {
  const list = new PacketList()
  try {
    const { brokenOff, ...outcome } = await readCaptureFile(name, list, options)
    return { ...list, ...outcome, packets: list.packets, brokenOff, code: undefined }
  } catch (thrown) {
    const code = failureOf(thrown)?.code
    if (code === undefined) throw thrown
    return { ...list, format: undefined, interfaces: [], brokenOff: null, code }
  }
}

const read = (bytes: Uint8Array, options: ReadOptions = {}) => {
  writeFileSync(file, bytes)
  return readFile(file, options)
}

/** The same of a capture that is in memory, in pieces of these lengths and then in one; each is overwritten once it is taken. */
const readInMemory = (bytes: Uint8Array, lengths: readonly number[] = []) => {
  const list = new PacketList()
  const feed = new CaptureFeed(list)
  let at = 0
  for (const length of [...lengths, bytes.length]) {
    const piece = Uint8Array.from(bytes.subarray(at, at + length))
    feed.write(piece)
    piece.fill(0xee)
    at += length
  }
  feed.end()
  const { reader, restBytes } = feed
  const code = reader === undefined ? 'CAPTURE_FILE_FORMAT' : undefined
  return { ...list, brokenOff: reader?.brokenOff ?? null, restBytes, code }
}

const [first] = captureFiles as readonly [CaptureFile]
const whole = bytesOf(first)

/** What must come out of the first `length` bytes of a capture that ends there. */
const expectedOf = ({ parts, format, headBytes }: CaptureFile, length: number) => {
  if (length < (format === 'pcap' ? 4 : 12))
    return { packets: [], brokenOff: null, code: 'CAPTURE_FILE_FORMAT' }
  let offset = 0
  for (const [index, { bytes }] of parts.entries()) {
    const found = length - offset
    if (found < bytes.length) {
      const isKnown = found >= headBytes || (format === 'pcap' && index === 0)
      const expected = isKnown ? bytes.length : headBytes
      const brokenOff = found === 0 ? null : { code: 'CUT', offset, found, expected }
      return { packets: packetsOf(parts.slice(0, index)), brokenOff, code: undefined }
    }
    offset += bytes.length
  }
  return { packets: packetsOf(parts), brokenOff: null, code: undefined }
}

describe.each(captureFiles.map((capture) => [capture.name, capture] as const))(
  '%s',
  (_, capture) => {
    const bytes = bytesOf(capture)

    it('is read back exactly, plain and compressed', async () => {
      for (const written of [bytes, gzipSync(bytes)]) {
        const { packets, format, brokenOff, contradictions } = await read(written)
        expect(packets).toEqual(packetsOf(capture.parts))
        expect(packets).toHaveLength(5)
        expect([format, brokenOff, contradictions]).toEqual([capture.format, null, 0])
      }
    })

    it('that is cut at any byte gives all packets before, and says what was cut where', async () => {
      for (let cut = 1; cut <= bytes.length; cut++) {
        const { packets, brokenOff, code } = await read(bytes.subarray(0, cut))
        expect({ packets, brokenOff, code }, `cut at ${cut}`).toEqual(expectedOf(capture, cut))
      }
    })

    it('in two compressed members that are cut at any byte gives all that can be decompressed', async () => {
      const middle = bytes.length >> 1
      const members = [bytes.subarray(0, middle), bytes.subarray(middle)].map((half) =>
        gzipSync(half),
      )
      const boundary = members[0]?.length
      const compressed = Buffer.concat(members)
      for (let cut = 1; cut <= compressed.length; cut++) {
        const part = compressed.subarray(0, cut)
        const { packets, brokenOff, code } = await read(part)
        const decompressed =
          cut < 11 ? 0 : gunzipSync(part, { finishFlush: constants.Z_SYNC_FLUSH }).length
        const expected = expectedOf(capture, decompressed)
        expect({ packets, code }, `cut at ${cut}`).toEqual({
          packets: expected.packets,
          code: expected.code,
        })
        const isWhole = cut === boundary || cut === compressed.length
        if (isWhole) expect(brokenOff).toEqual(expected.brokenOff)
        else if (code === undefined) {
          expect(brokenOff?.code, `cut at ${cut}`).toBe('GZIP_CUT')
          expect((brokenOff?.offset ?? 0) + (brokenOff?.found ?? 0)).toBe(decompressed)
        }
      }
    })

    it('gives the same packets in pieces of any size', () => {
      const inPieces = (lengths: readonly number[]) => {
        const { packets, restBytes, brokenOff } = readInMemory(bytes, lengths)
        expect([restBytes, brokenOff]).toEqual([0, null])
        return packets
      }
      const expected = packetsOf(capture.parts)
      expect(inPieces(new Array<number>(bytes.length).fill(1))).toEqual(expected)
      fc.assert(
        fc.property(fc.array(fc.integer({ min: 1, max: 60 }), { maxLength: 40 }), (lengths) => {
          expect(inPieces(lengths)).toEqual(expected)
        }),
      )
    })
  },
)

it(`reads ${DAMAGED_FILES} damaged files to an end, and fails as it says or not at all`, async () => {
  const random = seededRandom(20261126)
  const plain = captureFiles.map(bytesOf)
  const compressed = plain.map((bytes) => gzipSync(bytes))
  let broken = 0
  let slowestMs = 0
  for (let run = 0; run < DAMAGED_FILES; run++) {
    // Most are never on the disk, which takes longer than all the rest.
    const isOnDisk = run % 10 === 0
    const isCompressed = run % 20 === 0
    const bytes = Buffer.from(random.oneOf(isCompressed ? compressed : plain))
    for (let change = random.whole(0, 4); change >= 0; change--) {
      const at = random.next() < 0.3 ? random.whole(0, 60) : random.whole(0, bytes.length - 1)
      bytes[at] = random.oneOf([0, 1, 4, 255, random.whole(0, 255)])
    }
    const begun = performance.now()
    const given = isOnDisk ? await read(bytes) : readInMemory(bytes)
    slowestMs = Math.max(slowestMs, performance.now() - begun)
    const { packets, brokenOff, code, contradictions } = given
    if (code !== undefined && code !== 'CAPTURE_FILE_FORMAT') expect.fail(`${code} in run ${run}`)
    if (contradictions > 0 || (!isCompressed && packets.length > bytes.length / 16))
      expect.fail(`packets that cannot be, in run ${run}`)
    if (brokenOff !== null) broken++
  }
  expect(slowestMs).toBeLessThan(READ_MS_MAX)
  expect(broken).toBeGreaterThan(DAMAGED_FILES / 10)
})

describe('a compressed file', () => {
  it.each([
    ['zeros, as a tape pads it', Buffer.alloc(100)],
    ['one zero', Buffer.alloc(1)],
    ['so many zeros that they are read later', Buffer.alloc(200_000)],
  ])('with %s behind it is read whole', async (_, behind) => {
    const { packets, brokenOff } = await read(Buffer.concat([gzipSync(whole), behind]))
    expect(packets).toEqual(packetsOf(first.parts))
    expect(brokenOff).toBeNull()
  })

  it('with a wrong checksum gives its packets, and says that it is damaged', async () => {
    const compressed = gzipSync(whole)
    compressed.writeUInt32LE(0, compressed.length - 8)
    const { packets, brokenOff } = await read(compressed)
    expect(packets).toEqual(packetsOf(first.parts))
    expect(brokenOff?.code).toBe('GZIP_DAMAGED')
  })
})

describe('what is no capture', () => {
  it('is told apart: missing, a folder, empty, a text', async () => {
    expect((await readFile(path.join(folder, 'none'))).code).toBe('FILE_UNREADABLE')
    expect((await readFile(folder)).code).toBe('FILE_UNREADABLE')
    expect((await read(Buffer.alloc(0))).code).toBe('CAPTURE_FILE_EMPTY')
    for (const text of ['x', 'a text', 'a text that is longer than what tells a format\n'])
      expect((await read(Buffer.from(text))).code).toBe('CAPTURE_FILE_FORMAT')
  })

  it('does not stay open, nor does a capture that is left early', async () => {
    const broken = Buffer.concat([whole, Buffer.alloc(16, 0xff)])
    const texts = [Buffer.from('a text'), broken, gzipSync(broken), gzipSync(Buffer.alloc(50))]
    const openFiles = () => readdirSync('/proc/self/fd').length
    await read(whole)
    const before = openFiles()
    for (let run = 0; run < 10; run++) for (const bytes of texts) await read(bytes)
    expect(openFiles()).toBe(before)
  })

  it('does not stay open where the sink throws', async () => {
    writeFileSync(file, whole)
    const before = readdirSync('/proc/self/fd').length
    const sink = {
      frame: () => {
        throw new RangeError('full')
      },
    }
    for (let run = 0; run < 10; run++)
      await expect(readCaptureFile(file, sink, {})).rejects.toThrow('full')
    expect(readdirSync('/proc/self/fd').length).toBe(before)
  })
})

describe('a pipe', () => {
  const fifo = () => {
    const name = path.join(folder, `fifo-${Math.random()}`)
    execFileSync('mkfifo', [name])
    return name
  }

  it('with a name is read like a file', async () => {
    for (const bytes of [whole, gzipSync(whole)]) {
      const name = fifo()
      const totals = new Set<number | undefined>()
      const given = readFile(name, { onProgress: (_, total) => totals.add(total) })
      const writer = await open(name, 'w')
      for (let at = 0; at < bytes.length; at += 50) await writer.write(bytes.subarray(at, at + 50))
      await writer.close()
      const { packets, brokenOff } = await given
      expect(packets).toEqual(packetsOf(first.parts))
      expect(brokenOff).toBeNull()
      expect([...totals]).toEqual([undefined])
    }
  })

  it('that nothing is written to any more is left when the signal comes', async () => {
    const name = fifo()
    const control = new AbortController()
    const given = readFile(name, {
      signal: control.signal,
      onProgress: () => setImmediate(() => control.abort()),
    })
    const writer = await open(name, 'w')
    await writer.write(whole.subarray(0, -5))
    const { packets, brokenOff } = await given
    await writer.close()
    expect(packets).toEqual(packetsOf(first.parts).slice(0, -1))
    expect(brokenOff?.code).toBe('STOPPED')
  })

  it('with a text in it is left although it stays open', async () => {
    const name = fifo()
    const given = readFile(name)
    const writer = await open(name, 'w')
    await writer.write(Buffer.from('this is no capture'))
    expect((await given).code).toBe('CAPTURE_FILE_FORMAT')
    // Nobody reads the other end any more.
    await expect
      .poll(() =>
        writer.write(Buffer.from('more')).then(
          () => '',
          ({ code }) => code,
        ),
      )
      .toBe('EPIPE')
    await writer.close()
  })

  /** What `vigie analyze - --json` says of what comes on its standard input. */
  const analyze = async (bytes: Uint8Array) => {
    const child = spawn(process.execPath, [MAIN, 'analyze', '-', '--json'], {
      env: { PATH: process.env['PATH'], LANG: 'C.UTF-8', VIGIE_HOME: path.join(folder, 'none') },
      stdio: ['pipe', 'pipe', 'ignore'],
    })
    let stdout = ''
    child.stdout.on('data', (text) => {
      stdout += text
    })
    child.stdin.end(bytes)
    const [status] = await once(child, 'close')
    return { status, stdout }
  }

  it('that is standard input is read, plain and compressed', async () => {
    for (const bytes of [whole, gzipSync(whole)]) {
      const { status, stdout } = await analyze(bytes)
      expect(status).toBe(0)
      const wire = packetsOf(first.parts).reduce((sum, { wireLength }) => sum + wireLength, 0)
      expect(JSON.parse(stdout)).toMatchObject({
        file: '-',
        format: 'pcap',
        packets: 5,
        bytes: wire,
        brokenOff: null,
      })
    }
  })

  it.each([
    ['nothing', '', 'CAPTURE_FILE_EMPTY'],
    ['a text', 'this is no capture', 'CAPTURE_FILE_FORMAT'],
  ])('that is standard input and holds %s is told apart too', async (_, text, code) => {
    const { status, stdout } = await analyze(Buffer.from(text))
    expect(status).toBe(1)
    expect(JSON.parse(stdout)).toMatchObject({ file: '-', failure: { code } })
  })
})

describe('the signal', () => {
  it('ends reading between two pieces, and what was read is kept', async () => {
    // Some ten pieces.
    const [head, ...packets] = first.parts.map(({ bytes }) => bytes)
    const many = Array.from({ length: 20_000 }, () => packets).flat()
    const control = new AbortController()
    const progress: number[] = []
    const given = await read(Buffer.concat([head ?? whole, ...many]), {
      signal: control.signal,
      onProgress: (bytesRead, bytesTotal) => {
        progress.push(bytesRead / (bytesTotal ?? 0))
        if (progress.length === 2) control.abort()
      },
    })
    expect(given.brokenOff?.code).toBe('STOPPED')
    expect(progress).toHaveLength(2)
    expect(progress[1]).toBeLessThan(0.5)
    expect(given.packets.length).toBeGreaterThan(5)
    expect(given.packets.length).toBeLessThan(100_000)
  })

  it('that came before anything was read is what is thrown', async () => {
    await expect(read(whole, { signal: AbortSignal.abort('why') })).rejects.toBe('why')
  })
})
