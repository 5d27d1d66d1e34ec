import { createHash } from 'node:crypto'
import { open, rename } from 'node:fs/promises'
import {
  blockType,
  packetField,
  readPacketTime,
  wholeBlockBytes,
} from '../../../wire/file/pcapng.ts'
import type { SavedFile } from './packet-writer.ts'

/** Read at once; a block is far smaller (bytes). */
const CHUNK_BYTES = 1024 * 1024
/** The largest block of ours: a frame of 65,535 bytes, its tag and its header. */
const BLOCK_BYTES_MAX = 70_000

/** What is whole of a file of packets. `bytes` is where its last whole block ends. */
export type PacketFileFacts = Omit<SavedFile, 'number'>

/** Walks a file of packets as far as it is whole. Undefined where not one packet is. */
export const examinePacketFile = async (path: string): Promise<PacketFileFacts | undefined> => {
  const hash = createHash('sha256')
  let bytes = 0
  let packets = 0
  let firstAt = 0
  let lastAt = 0
  for await (const { chunk, blocks } of packetBlocks(path)) {
    for (const at of blocks) {
      if (chunk.readUInt32LE(at) !== blockType.enhancedPacket) continue
      const time = readPacketTime(chunk, at)
      if (packets === 0) firstAt = time
      packets++
      lastAt = time
    }
    hash.update(chunk)
    bytes += chunk.length
  }
  return packets === 0 ? undefined : { bytes, packets, firstAt, lastAt, sha256: hash.digest('hex') }
}

/**
 * The whole blocks of a file in chunks of about a megabyte: `blocks` says where each begins in `chunk`, which lives until the next step. Ends
 * before a block that is cut or damaged.
 */
export async function* packetBlocks(
  path: string,
): AsyncGenerator<{ readonly chunk: Buffer; readonly blocks: readonly number[] }> {
  const file = await open(path)
  try {
    const buffer = Buffer.allocUnsafe(CHUNK_BYTES + BLOCK_BYTES_MAX)
    let held = 0
    for (;;) {
      const { bytesRead } = await file.read(buffer, held, CHUNK_BYTES)
      if (bytesRead === 0) return
      const filled = buffer.subarray(0, held + bytesRead)
      const blocks: number[] = []
      let at = 0
      let length = wholeBlockBytes(filled, at, BLOCK_BYTES_MAX)
      while (length > 0) {
        blocks.push(at)
        at += length
        length = wholeBlockBytes(filled, at, BLOCK_BYTES_MAX)
      }
      if (at > 0) yield { chunk: filled.subarray(0, at), blocks }
      if (length < 0) return
      held = filled.length - at
      buffer.copyWithin(0, at, filled.length)
    }
  } finally {
    await file.close()
  }
}

/**
 * Takes in a file that a crash or a full disk left growing: cuts what is not whole and gives it its name. Undefined where it holds no
 * packet; it is then left as it is.
 */
export const salvagePacketFile = async (
  part: string,
  whole: string,
): Promise<PacketFileFacts | undefined> => {
  const facts = await examinePacketFile(part)
  if (facts === undefined) return undefined
  const file = await open(part, 'r+')
  try {
    await file.truncate(facts.bytes)
    await file.datasync()
  } finally {
    await file.close()
  }
  await rename(part, whole)
  return facts
}

/** The wire and captured lengths of the packet block at `at`, and where its bytes begin. */
export const packetAt = (chunk: Buffer, at: number) => ({
  start: at + packetField.data,
  captured: chunk.readUInt32LE(at + packetField.capturedLength),
  wire: chunk.readUInt32LE(at + packetField.wireLength),
})
