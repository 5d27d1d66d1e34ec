import { createHash } from 'node:crypto'
import { createSocket } from 'node:dgram'
import {
  appendFileSync,
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from 'node:fs'
import { mkdir } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newId } from '../../../src/base/ids.ts'
import { exportPackets, packetFilesOf } from '../../../src/services/capture/index.ts'
import {
  PacketWriter,
  type SavedFile,
} from '../../../src/services/capture/packets/packet-writer.ts'
import { readWithLibpcap } from '../../support/offline-packets.ts'
import { eventually, type OpenVigie, openVigie } from '../../workers/open-vigie.ts'
import { jobKeyOf, requestCapture, typesOf } from './captures.ts'

const MIB = 1024 * 1024
/** The smallest ring there is: 16 files of a megabyte. */
const bounds = { bytes: 16 * MIB, ageMs: 3_600_000 }

let vigie: OpenVigie
beforeAll(async () => {
  vigie = await openVigie({ packetBounds: bounds })
})
afterAll(() => vigie.close())

const send = async (port: number, count: number, bytes: number) => {
  const socket = createSocket('udp4')
  for (let sent = 0; sent < count; sent++) {
    await new Promise((done) => socket.send(Buffer.alloc(bytes, sent), port, '127.0.0.1', done))
  }
  socket.close()
}

/** A capture that saved `count` datagrams to `port`. */
const saved = async (port: number, count: number, seconds = 1) => {
  const filter = `udp dst port ${port}`
  const captureId = await requestCapture(vigie, { seconds, filter, save: true })
  const signal = new AbortController().signal
  const running = vigie.running.run(captureId, { jobKey: jobKeyOf(captureId), signal })
  await eventually(async () => (await typesOf(vigie, captureId)).includes('SegmentOpened'))
  await send(port, count, 100)
  await running
  await vigie.settled()
  return captureId
}

const exported = async (captureId: string, filter = '') => {
  const chunks: Buffer[] = []
  for await (const chunk of await exportPackets(vigie.db, vigie.packets, captureId, filter)) {
    chunks.push(Buffer.from(chunk))
  }
  const file = path.join(vigie.packets.folderOf(captureId), '..', `${captureId}.pcapng`)
  writeFileSync(file, Buffer.concat(chunks))
  return readWithLibpcap(file)
}

/** Writes a file of `packets` frames as an engine does, and dies before it is named, or does not. */
const writtenBy = async (
  captureId: string,
  segment: number,
  packets: number,
  dies: boolean,
  ago = 0,
) => {
  const folder = vigie.packets.folderOf(captureId)
  await mkdir(folder, { recursive: true })
  const files: SavedFile[] = []
  const writer = new PacketWriter({
    order: { folder, segment, fileBytes: 64 * MIB, fileMs: 3_600_000 },
    interface: 'lo',
    filter: '',
    snaplenBytes: 256,
    saved: (file) => files.push(file),
    failed: (reason) => {
      throw new Error(reason)
    },
    paused: () => false,
  })
  const seconds = Math.floor(vigie.clock.now() / 1_000) - ago
  const frame = Buffer.alloc(100, 1)
  for (let n = 0; n < packets; n++) writer.frame(frame, 0, 100, 100, seconds, n, -1)
  await writer.close()
  const whole = path.join(folder, `${segment}-1.pcapng`)
  if (dies) renameSync(whole, `${whole}.part`)
  return { whole, part: `${whole}.part` }
}

describe('a capture that saves its packets', () => {
  it('keeps each of them: the file, its size and its hash are in the log', async () => {
    const captureId = await saved(40_301, 200)
    const files = await packetFilesOf(vigie.db, captureId)
    expect(files).toHaveLength(1)
    const bytes = readFileSync(path.join(vigie.packets.folderOf(captureId), '1-1.pcapng'))
    expect(files[0]).toMatchObject({
      packets: 200,
      bytes: bytes.length,
      sha256: createHash('sha256').update(bytes).digest('hex'),
    })
    const packets = await exported(captureId)
    expect(packets).toHaveLength(200)
    expect(packets[0]?.bytes.length).toBe(142)
  })

  it('is exported through a filter: what it takes, and nothing else', async () => {
    const captureId = await saved(40_302, 20)
    expect(await exported(captureId, 'udp dst port 40302')).toHaveLength(20)
    expect(await exported(captureId, 'tcp')).toHaveLength(0)
    const wrong = exportPackets(vigie.db, vigie.packets, captureId, 'udp prot 1')
    await expect(wrong).rejects.toMatchObject({ code: 'FILTER_INVALID' })
  })

  it('has nothing to export where it saved nothing', async () => {
    const none = exportPackets(vigie.db, vigie.packets, newId(), '')
    await expect(none).rejects.toMatchObject({ code: 'PACKETS_NONE' })
  })

  it('is not exported as whole where a file was changed or is gone', async () => {
    const captureId = await saved(40_303, 20)
    appendFileSync(path.join(vigie.packets.folderOf(captureId), '1-1.pcapng'), Buffer.alloc(4))
    await expect(exported(captureId)).rejects.toMatchObject({ code: 'PACKETS_DAMAGED' })
  })
})

describe('the files of saved packets', () => {
  it('that a crash left growing are cut to their last whole packet, named, and said in the log', async () => {
    const captureId = newId()
    const { part, whole } = await writtenBy(captureId, 3, 50, true)
    appendFileSync(part, Buffer.from([6, 0, 0, 0, 120, 0, 0, 0, 1, 2, 3])) // half a packet
    await vigie.packets.tidy()
    await vigie.settled()
    expect(existsSync(part)).toBe(false)
    expect(existsSync(whole)).toBe(true)
    expect(await packetFilesOf(vigie.db, captureId)).toMatchObject([
      { segment: 3, number: 1, packets: 50 },
    ])
    expect(await exported(captureId)).toHaveLength(50)
  })

  it('of an attempt that could not say that its segment is open are kept beside those of the next', async () => {
    const captureId = newId()
    await writtenBy(captureId, 2, 10, false)
    await writtenBy(captureId, 2, 20, false)
    await vigie.packets.tidy()
    await vigie.settled()
    expect(await packetFilesOf(vigie.db, captureId)).toMatchObject([
      { segment: 2, number: 1, packets: 10 },
      { segment: 2, number: 2, packets: 20 },
    ])
  })

  it('that a fault of the disk cut short in a running segment are taken in, the growing one is not', async () => {
    const captureId = newId()
    const host = { start: () => {}, stop: () => {}, pauseSaving: () => {}, discard: async () => {} }
    const saving = vigie.packets.open({ captureId, segment: 1 }, host)
    const { part, whole } = await writtenBy(captureId, 1, 10, true)
    await vigie.packets.tidy()
    expect(existsSync(part)).toBe(true)
    saving.broken(1)
    await vigie.packets.tidy()
    await vigie.settled()
    expect([existsSync(part), existsSync(whole)]).toEqual([false, true])
    expect(await packetFilesOf(vigie.db, captureId)).toMatchObject([{ number: 1, packets: 10 }])
    await saving.close()
  })

  it('that were saved while the log could not be written are said by the next round, once', async () => {
    const captureId = newId()
    await writtenBy(captureId, 1, 10, false)
    await vigie.packets.tidy()
    await vigie.packets.tidy()
    await vigie.settled()
    expect(await packetFilesOf(vigie.db, captureId)).toHaveLength(1)
  })

  it('make room for newer ones, the oldest first, and the log says which and why', async () => {
    const old = newId()
    await writtenBy(old, 1, 60_000, false, 20) // 8 MB
    await vigie.packets.tidy()
    const young = newId()
    await writtenBy(young, 1, 60_000, false, 10)
    await vigie.packets.tidy()
    await vigie.settled()
    const youngest = newId()
    await writtenBy(youngest, 1, 60_000, false)
    await vigie.packets.tidy() // said…
    await vigie.settled()
    await vigie.packets.tidy() // …and then beyond the bound
    await vigie.settled()
    expect(existsSync(vigie.packets.folderOf(old))).toBe(false)
    expect(readdirSync(vigie.packets.folderOf(youngest))).toEqual(['1-1.pcapng'])
    const events = await vigie.reader.readLast(50)
    const discarded = events.filter(({ type }) => type === 'PacketsDiscarded')
    expect(discarded.length).toBeGreaterThan(0)
    const files = discarded.flatMap(({ data }) => data['files'] as { captureId: string }[])
    expect(files.map(({ captureId }) => captureId)).toContain(old)
    expect(discarded[0]?.data).toMatchObject({ reason: 'bytes' })
    await expect(exported(old)).rejects.toMatchObject({ code: 'PACKETS_NONE' })
  })
})
