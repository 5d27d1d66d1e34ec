import { mkdir } from 'node:fs/promises'
import path from 'node:path'
import { Failure, reasonOf } from '../../base/failure.ts'
import type { FileFigures, FileFlow } from '../../base/traffic/file-figures.ts'
import { type Cell, type Columns, csvText } from '../csv-text.ts'
import { momentText } from '../json-output.ts'
import { refuseExisting, writeOutputFile } from '../output-file.ts'

const flowColumns: Columns<FileFlow> = {
  transport: ({ transport }) => transport,
  clientAddress: ({ client }) => client.address,
  clientPort: ({ client }) => client.port,
  serverAddress: ({ server }) => server.address,
  serverPort: ({ server }) => server.port,
  application: ({ application }) => application,
  name: ({ name }) => name,
  state: ({ state }) => state,
  firstAt: ({ firstAt }) => momentText(firstAt),
  lastAt: ({ lastAt }) => momentText(lastAt),
  packetsToServer: ({ packets }) => packets[0],
  packetsToClient: ({ packets }) => packets[1],
  bytesToServer: ({ bytes }) => bytes[0],
  bytesToClient: ({ bytes }) => bytes[1],
  retransmissions: ({ tcp }) => tcp?.retransmissions ?? null,
  duplicateAcks: ({ tcp }) => tcp?.duplicateAcks ?? null,
  outOfOrder: ({ tcp }) => tcp?.outOfOrder ?? null,
  zeroWindows: ({ tcp }) => tcp?.zeroWindows ?? null,
  resets: ({ tcp }) => tcp?.resets ?? null,
  handshakeMs: ({ tcp }) => tcp?.handshakeMs ?? null,
  tunnel: ({ tunnel }) => tunnel?.kind ?? null,
  tunnelA: ({ tunnel }) => tunnel?.a ?? null,
  tunnelB: ({ tunnel }) => tunnel?.b ?? null,
}

/** Columns that are called as they are in a row. */
const alike = <Key extends string>(...keys: readonly Key[]): Columns<{ [key in Key]: Cell }> =>
  Object.fromEntries(keys.map((key) => [key, (row: { [key in Key]: Cell }) => row[key]]))

const twoWays = ['sentPackets', 'sentBytes', 'receivedPackets', 'receivedBytes'] as const

/** Each file that is written, whatever the capture holds. */
const files: { readonly [name: string]: (of: FileFigures) => AsyncGenerator<Uint8Array> } = {
  'flows.csv': ({ flows }) => csvText(flowColumns, flows()),
  'protocols.csv': ({ figures }) =>
    csvText(alike('application', 'protocol', 'port', 'packets', 'bytes'), figures.protocols),
  'devices.csv': ({ figures }) =>
    csvText(
      {
        ...alike('mac', 'vendor', 'random', 'address', 'name', ...twoWays),
        firstAt: ({ firstAt }) => momentText(firstAt),
        lastAt: ({ lastAt }) => momentText(lastAt),
      },
      figures.devices,
    ),
  'destinations.csv': ({ figures }) =>
    csvText(alike('address', 'name', ...twoWays), figures.destinations),
  'conversations.csv': ({ figures }) =>
    csvText(alike('a', 'b', 'packetsAB', 'bytesAB', 'packetsBA', 'bytesBA'), figures.conversations),
  'details.csv': ({ figures }) => csvText(alike('application', 'detail', 'count'), figures.details),
  'rate.csv': ({ rate: { from, widthMs, bytes } }) =>
    csvText(alike('at', 'milliseconds', 'bytes'), {
      *[Symbol.iterator]() {
        for (const [index, sum] of bytes.entries()) {
          yield { at: momentText(from + index * widthMs), milliseconds: widthMs, bytes: sum }
        }
      },
    }),
}

/**
 * Where the CSV files of each capture go: into `folder` itself, or for several of them into folders below it that are named like the
 * captures. Two with one name are told apart by a number.
 */
export const csvFolders = (folder: string, captures: readonly string[]): readonly string[] => {
  if (captures.length === 1) return [folder]
  const taken = new Set<string>()
  return captures.map((capture) => {
    const name = capture === '-' ? 'standard-input' : path.basename(capture)
    let free = name
    for (let number = 2; taken.has(free); number++) free = `${name}-${number}`
    taken.add(free)
    return path.join(folder, free)
  })
}

/** Throws FILE_EXISTS where a CSV file is in `folder` already. */
export const refuseCsv = async (folder: string): Promise<void> => {
  for (const name of Object.keys(files)) await refuseExisting(path.join(folder, name), false)
}

/** Writes the CSV files of a capture, and makes the folder where it is missing. Throws FILE_UNWRITABLE or FILE_EXISTS. */
export const writeCsv = async (
  folder: string,
  analysis: FileFigures,
  force: boolean,
): Promise<void> => {
  await mkdir(folder, { recursive: true }).catch((thrown: unknown) => {
    throw new Failure(
      'FILE_UNWRITABLE',
      { file: folder, reason: reasonOf(thrown) },
      { cause: thrown },
    )
  })
  for (const [name, chunksOf] of Object.entries(files)) {
    const written = () => {}
    await writeOutputFile(path.join(folder, name), chunksOf(analysis), { force, written })
  }
}
