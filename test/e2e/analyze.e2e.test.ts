import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { copyFile, mkdir, open, readdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { fileHeader, packetBlockBytes, writePacketBlock } from '../../src/wire/file/pcapng.ts'
import { TcpFlag } from '../../src/wire/transport/tcp.ts'
import { type FrameSpec, frameOf } from '../services/traffic/traffic-frames.ts'
import { expectFailure, expectSuccess } from '../support/answers.ts'
import { createHome, removeHome } from '../support/stack.ts'
import { type Answer, runVigie } from '../support/vigie.ts'

const MAIN = path.resolve(import.meta.dirname, '../../src/main.ts')
const FRENCH = { environment: { LANG: 'fr_FR.UTF-8', COLUMNS: '80' } }
const ENGLISH = { environment: { COLUMNS: '80' } }
const SNAPLEN_BYTES = 65_535
/** 23 November 2026, 00:48:06 in UTC; frames come a quarter of a second apart. */
const FIRST_AT = Date.UTC(2026, 10, 23, 0, 48, 6) / 1_000
const APART_MS = 250

const CLIENT = [10, 0, 0, 5]
const RESOLVER = [10, 0, 0, 1]
const SERVER = [93, 184, 216, 34]

const bytes = (...parts: readonly (string | readonly number[])[]): Buffer =>
  Buffer.concat(
    parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : Buffer.from(part))),
  )

/** RFC 1035, 4: a question for the address of www.example.org, and its answer. */
const NAME = '\x03www\x07example\x03org\0'
const A_IN = [0, 1, 0, 1]
const QUESTION = bytes([0x12, 0x34, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0], NAME, A_IN)
const ANSWER = bytes(
  [0x12, 0x34, 0x81, 0x80, 0, 1, 0, 1, 0, 0, 0, 0],
  [...Buffer.from(NAME), ...A_IN],
  [0xc0, 12, ...A_IN, 0, 0, 0, 60, 0, 4, ...SERVER],
)
const REQUEST = bytes('GET / HTTP/1.1\r\nHost: www.example.org\r\n\r\n')
const RESPONSE = bytes('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok')

const segment = (isSent: boolean, tcpFlags: number, changes: Partial<FrameSpec>): FrameSpec => ({
  ...(isSent
    ? { from: CLIENT, to: SERVER, fromPort: 51_234, toPort: 80 }
    : { from: SERVER, to: CLIENT, fromPort: 80, toPort: 51_234 }),
  protocol: 6,
  window: 1_000,
  tcpFlags,
  ...changes,
})
const { syn, ack, rst } = TcpFlag

/** A device asks for a name, fetches a page, says its request twice, and breaks the connection off. */
const frames: readonly FrameSpec[] = [
  { from: CLIENT, to: RESOLVER, fromPort: 40_000, toPort: 53, payload: QUESTION },
  { from: RESOLVER, to: CLIENT, fromPort: 53, toPort: 40_000, payload: ANSWER },
  segment(true, syn, { sequence: 100 }),
  segment(false, syn | ack, { sequence: 500, acknowledgement: 101 }),
  segment(true, ack, { sequence: 101, acknowledgement: 501 }),
  segment(true, ack, { sequence: 101, acknowledgement: 501, payload: REQUEST }),
  segment(true, ack, { sequence: 101, acknowledgement: 501, payload: REQUEST }),
  segment(false, ack, { sequence: 501, acknowledgement: 101 + REQUEST.length, payload: RESPONSE }),
  segment(true, rst | ack, { sequence: 101 + REQUEST.length, acknowledgement: 501 }),
]
const lengths = frames.map((frame) => frameOf(frame).length)
const bytesOf = (...numbers: readonly number[]) =>
  numbers.reduce((sum, number) => sum + (lengths[number] ?? 0), 0)

const captureFile = (): Buffer => {
  const parts = [
    fileHeader({
      application: 'a test',
      interface: 'lab0',
      filter: '',
      snaplenBytes: SNAPLEN_BYTES,
    }),
  ]
  for (const [number, spec] of frames.entries()) {
    const frame = Buffer.from(frameOf(spec))
    const block = Buffer.alloc(packetBlockBytes(frame.length))
    const ms = number * APART_MS
    const [seconds, ns] = [FIRST_AT + Math.floor(ms / 1_000), (ms % 1_000) * 1e6]
    const end = writePacketBlock(block, 0, frame, 0, frame.length, frame.length, seconds, ns, -1)
    parts.push(block.subarray(0, end))
  }
  return Buffer.concat(parts)
}

let home: string
let file: string

beforeAll(async () => {
  home = await createHome()
  file = path.join(home, 'lab.pcapng')
  await writeFile(file, captureFile())
})
afterAll(() => removeHome(home))

/** Nothing runs for this home, and nothing is started. */
const analyze = (args: readonly string[], options = ENGLISH): Promise<Answer> =>
  runVigie(['analyze', ...args], home, options)

/** Gives the command `input` as its standard input. */
const analyzePiped = (input: Buffer, ...args: readonly string[]) =>
  new Promise<string>((resolve, reject) => {
    const env = { PATH: process.env['PATH'], LANG: 'C.UTF-8', VIGIE_HOME: home }
    const run = execFile(process.execPath, [MAIN, 'analyze', ...args], { env }, (failed, stdout) =>
      failed ? reject(failed) : resolve(stdout),
    )
    run.stdin?.end(input)
  })

const lineOf = (answer: Answer, start: string) =>
  answer.stdout.split('\n').find((line) => line.startsWith(start)) ?? ''

describe('the summary', () => {
  test.each([
    ['English', ENGLISH, ['Packets', 'Protocols', 'Devices', 'Destinations', 'Anything odd']],
    ['French', FRENCH, ['Paquets', 'Protocoles', 'Appareils', 'Ce qui est anormal']],
  ] as const)('in %s is within 80 columns and has every list', async (_, options, headings) => {
    const answer = await analyze([file, '--flows'], options)
    expectSuccess(answer)
    const lines = answer.stdout.split('\n')
    expect(lines.filter((line) => line.length > 80)).toEqual([])
    for (const heading of headings) {
      expect(
        lines.some((line) => line.startsWith(heading)),
        heading,
      ).toBe(true)
    }
    expect(answer.stdout).toContain('www.example.org')
    expect(answer.stdout).not.toContain('undefined')
  })

  test('counts what the file holds and says what is odd in it', async () => {
    const answer = await analyze([file])
    expect(lineOf(answer, 'Packets')).toMatch(/ 9$/)
    expect(lineOf(answer, 'Flows')).toMatch(/ 2$/)
    expect(answer.stdout).toContain('- 1 TCP segment was sent again, ')
    expect(answer.stdout).toContain('- A connection was broken off by a reset.')
  })
})

const dnsFlow = {
  transport: 'udp',
  client: { address: '10.0.0.5', port: 40_000 },
  server: { address: '10.0.0.1', port: 53 },
  packets: [1, 1],
  bytes: [bytesOf(0), bytesOf(1)],
  application: 'dns',
  name: 'www.example.org',
  tcp: null,
}
const httpFlow = {
  transport: 'tcp',
  client: { address: '10.0.0.5', port: 51_234 },
  server: { address: '93.184.216.34', port: 80 },
  packets: [5, 2],
  bytes: [bytesOf(2, 4, 5, 6, 8), bytesOf(3, 7)],
  application: 'http',
  name: 'www.example.org',
  state: 'reset',
  tcp: { retransmissions: 1, duplicateAcks: 0, zeroWindows: 0, resets: 1, handshakeMs: 500 },
}

describe('--json', () => {
  test('prints one line a file, with the exact flows', async () => {
    const other = path.join(home, 'same.pcapng.gz')
    await writeFile(other, gzipSync(captureFile()))
    const answer = await analyze(['--json', file, other])
    expectSuccess(answer)
    const lines = answer.stdout.trimEnd().split('\n')
    const objects = lines.map((line) => JSON.parse(line) as Record<string, unknown>)
    expect(objects.map((object) => object['file'])).toEqual([file, other])
    for (const object of objects) {
      expect(object).toMatchObject({
        packets: 9,
        bytes: lengths.reduce((sum, length) => sum + length, 0),
        firstAt: '2026-11-23T00:48:06.000000Z',
        lastAt: '2026-11-23T00:48:08.000000Z',
        truncated: 0,
        malformed: 0,
        flows: [dnsFlow, httpFlow],
      })
    }
  })

  test.each([[[]], [['--json']]])('on a disk without room is a failure, with %j', async (flags) => {
    const full = await open('/dev/full', 'w')
    const run = spawn(process.execPath, [MAIN, 'analyze', file, ...flags], {
      stdio: ['ignore', full.fd, 'pipe'],
    })
    let said = ''
    run.stderr?.on('data', (chunk) => {
      said += chunk
    })
    const [status] = await once(run, 'close')
    await full.close()
    expect(status).toBe(1)
    expect(said).toMatch(/^vigie: \/dev\/stdout .*ENOSPC.*\[FILE_UNWRITABLE\]\n$/)
  })

  test('is the same on one processor, where nothing reads ahead', async () => {
    const whole = await analyze([file, '--json'])
    const command = [process.execPath, MAIN, 'analyze', file, '--json']
    const pinned = await promisify(execFile)('taskset', ['-c', '0', ...command])
    expect(pinned.stdout).toBe(whole.stdout)
  })

  test('of standard input is that of the file, but for its name', async () => {
    const ofFile = (await analyze(['--json', file])).json()
    const piped = JSON.parse(await analyzePiped(captureFile(), '-', '--json')) as object
    expect(piped).toEqual({ ...ofFile, file: '-' })
  })

  test('of a file that is cut short says where, and counts what is before', async () => {
    const cut = path.join(home, 'cut.pcapng')
    await writeFile(cut, captureFile().subarray(0, -10))
    const answer = await analyze(['--json', cut])
    expect(answer.status).toBe(0)
    expect(answer.json()).toMatchObject({ packets: 8, brokenOff: { code: 'CUT' } })
  })
})

describe('--csv', () => {
  const names = [
    'flows',
    'protocols',
    'devices',
    'destinations',
    'conversations',
    'details',
    'rate',
  ]

  test('writes a file a list, and replaces none unless it is told to', async () => {
    const folder = path.join(home, 'tables')
    expectSuccess(await analyze(['--csv', folder, file]))
    expect((await readdir(folder)).sort()).toEqual(names.map((name) => `${name}.csv`).sort())
    const flows = await readFile(path.join(folder, 'flows.csv'), 'utf8')
    expect(flows).toMatch(/^transport,clientAddress,clientPort,serverAddress,serverPort,/)
    expect(flows).toMatch(/^tcp,10\.0\.0\.5,51234,93\.184\.216\.34,80,http,www\.example\.org,/m)
    expectFailure(await analyze(['--csv', folder, file]), 2, 'FILE_EXISTS')
    expectSuccess(await analyze(['--csv', folder, '--force', file]))
    expect(await readFile(path.join(folder, 'flows.csv'), 'utf8')).toBe(flows)
  })

  test('of two files of one name are in two folders', async () => {
    const elsewhere = path.join(home, 'elsewhere')
    await mkdir(elsewhere)
    const twin = path.join(elsewhere, 'lab.pcapng')
    await copyFile(file, twin)
    const folder = path.join(home, 'both')
    expectSuccess(await analyze(['--csv', folder, file, twin]))
    expect((await readdir(folder)).sort()).toEqual(['lab.pcapng', 'lab.pcapng-2'])
  })
})

describe('what is asked wrongly', () => {
  test('a missing file is said, the others are read all the same, and the exit status is 1', async () => {
    const missing = path.join(home, 'nosuch.pcap')
    const [plain, json] = await Promise.all([
      analyze([missing, file]),
      analyze(['--json', missing, file]),
    ])
    expect(plain.stderr).toMatch(/^vigie: .*nosuch\.pcap .* \[FILE_UNREADABLE\]\n$/)
    expect(lineOf(plain, 'Packets')).toMatch(/ 9$/)
    expect(plain.status).toBe(1)
    const [failed, read] = json.stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(failed).toMatchObject({ file: missing, failure: { code: 'FILE_UNREADABLE' } })
    expect(read).toMatchObject({ file, packets: 9 })
    expect(json.status).toBe(1)
  })

  test('a file that is no capture is refused with what it should begin like', async () => {
    const wrong = path.join(home, 'notes.txt')
    await writeFile(wrong, 'no capture at all')
    const answer = await analyze([wrong])
    expectFailure(answer, 1, 'CAPTURE_FILE_FORMAT')
    expect(answer.stderr).toContain('neither as pcap nor as pcapng')
  })

  test('no file at all leads to the help', async () => {
    const answer = await analyze([])
    expect(answer).toMatchObject({ status: 2, stdout: '' })
    expect(answer.stderr).toContain('"vigie analyze --help"')
  })

  test('a limit of no flows is refused with the range', async () => {
    const answer = await analyze(['--flow-limit', '0', file])
    expectFailure(answer, 2, 'NUMBER_OUT_OF_RANGE')
  })
})

test('--help shows examples', async () => {
  const answer = await analyze(['--help'])
  expectSuccess(answer)
  expect(answer.stdout).toContain('Examples:\n  $ vigie analyze lab.pcapng\n')
})

test('nothing is left in the home of a Vigie that never ran', async () => {
  const empty = await createHome()
  try {
    expectSuccess(await runVigie(['analyze', file], empty, ENGLISH))
    expect(await readdir(empty)).toEqual([])
  } finally {
    await removeHome(empty)
  }
})
