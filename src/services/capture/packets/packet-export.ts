import { stat } from 'node:fs/promises'
import path from 'node:path'
import { setImmediate as turn } from 'node:timers/promises'
import { Failure } from '../../../base/failure.ts'
import type { Database } from '../../../db/database.ts'
import { type OfflineFilter, openOfflineFilter } from '../../../net/filter/offline-filter.ts'
import { checkFilter } from '../../../net/filter/packet-filter.ts'
import { blockType } from '../../../wire/file/pcapng.ts'
import { packetFileName } from './packet-file-name.ts'
import { type PacketFileRow, packetFilesOf } from './packet-file-view.ts'
import { examinePacketFile, packetAt, packetBlocks } from './packet-salvage.ts'
import type { PacketStore } from './packet-store.ts'

/**
 * The saved packets of a capture or watch as one pcapng file, in chunks that belong to whoever takes them: those that `filter` takes, or
 * all of them. Each file is held against the log first. Throws PACKETS_NONE, PACKETS_ELSEWHERE, FILTER_INVALID before the first chunk;
 * PACKETS_DAMAGED where the file that comes next is not as it was written.
 */
export const exportPackets = async (
  db: Database,
  packets: PacketStore,
  captureId: string,
  filter: string,
): Promise<AsyncGenerator<Buffer>> => {
  const files = await packetFilesOf(db, captureId)
  const here = files.filter(({ sensor }) => sensor === packets.sensor)
  const elsewhere = files.find(({ sensor }) => sensor !== packets.sensor)
  if (here.length === 0 && elsewhere !== undefined) {
    throw new Failure('PACKETS_ELSEWHERE', { id: captureId, sensor: elsewhere.sensor })
  }
  if (here.length === 0) throw new Failure('PACKETS_NONE', { id: captureId })
  if (filter !== '') await checkFilter(filter)
  const places = here.map((file) => ({
    file,
    place: path.join(packets.folderOf(captureId), packetFileName(file)),
  }))
  return joined(places, filter)
}

async function* joined(
  places: readonly { readonly file: PacketFileRow; readonly place: string }[],
  text: string,
): AsyncGenerator<Buffer> {
  const filter = text === '' ? undefined : await openOfflineFilter(text)
  let isFirst = true
  try {
    for (const { file, place } of places) {
      await check(file, place)
      for await (const { chunk, blocks } of packetBlocks(place)) {
        const wanted = blocks.filter((at) => isWanted(chunk, at, isFirst, filter))
        if (wanted.length === blocks.length) yield Buffer.from(chunk)
        else if (wanted.length > 0) {
          yield Buffer.concat(
            wanted.map((at) => chunk.subarray(at, at + chunk.readUInt32LE(at + 4))),
          )
        }
        await turn() // a filter that takes nothing must not keep the thread
      }
      isFirst = false
    }
  } finally {
    filter?.close()
  }
}

/** One section and one interface are enough: the files of a capture all begin alike. */
const isWanted = (
  chunk: Buffer,
  at: number,
  isFirst: boolean,
  filter: OfflineFilter | undefined,
): boolean => {
  if (chunk.readUInt32LE(at) !== blockType.enhancedPacket) return isFirst
  if (filter === undefined) return true
  const { start, captured, wire } = packetAt(chunk, at)
  return filter.matches(chunk.subarray(start, start + captured), captured, wire)
}

const check = async (file: PacketFileRow, place: string): Promise<void> => {
  const isThere = await stat(place).then(
    ({ size }) => size === file.bytes,
    () => false,
  )
  const facts = isThere ? await examinePacketFile(place) : undefined
  if (facts?.sha256 !== file.sha256) throw new Failure('PACKETS_DAMAGED', { file: place })
}
