import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  closeSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { onTerminal } from '../support/pseudo-terminal.ts'
import { STORY_BYTES, STORY_PACKETS, storyFile } from './capture-files.ts'

const run = promisify(execFile)
const MAIN = path.resolve(import.meta.dirname, '../../src/main.ts')
/** A busy machine starts Node slowly. */
const START_MS_MAX = 30_000

let folder = ''
const inFolder = (name: string) => path.join(folder, name)
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'vigie-analyze-'))
  writeFileSync(inFolder('story.pcapng'), storyFile())
  writeFileSync(inFolder('story.pcapng.gz'), gzipSync(storyFile()))
  writeFileSync(inFolder('cut.pcapng'), storyFile().subarray(0, -10))
  writeFileSync(inFolder('notes.txt'), 'this is no capture')
})
afterAll(() => rmSync(folder, { recursive: true }))

/** What the command says, with nothing of Vigie running. */
const analyze = async (
  args: readonly string[],
  {
    input = new Uint8Array(),
    language = 'C.UTF-8',
  }: { readonly input?: Uint8Array; readonly language?: string } = {},
) => {
  const child = spawn(process.execPath, [MAIN, 'analyze', ...args], {
    cwd: folder,
    env: {
      PATH: process.env['PATH'],
      LANG: language,
      TZ: 'UTC',
      VIGIE_HOME: inFolder('none'),
      TERM: 'xterm',
    },
  })
  let [stdout, stderr] = ['', '']
  child.stdout.on('data', (text) => {
    stdout += text
  })
  child.stderr.on('data', (text) => {
    stderr += text
  })
  child.stdin.end(input)
  const [status] = await once(child, 'close')
  const objects = () =>
    stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line))
  return { status, stdout, stderr, objects }
}

describe('vigie analyze', { timeout: START_MS_MAX }, () => {
  it('tells a person what a file holds, without a daemon', async () => {
    const { status, stdout, stderr } = await analyze(['story.pcapng', '--flows'])
    expect([status, stderr]).toEqual([0, ''])
    expect(stdout).toContain('story.pcapng (pcapng)\n23 Nov 2026, 00:48:06 to 00:48:09 (3 s)\n')
    expect(stdout).toMatch(/^Packets +12$/m)
    expect(stdout).toMatch(/^Rate over time/m)
    expect(stdout).toMatch(/^http +tcp 80 +8 /m)
    expect(stdout).toMatch(/^www\.example\.org \(203\.0\.113\.7\) /m)
    expect(stdout).toMatch(/^Answered within, on average +20 ms$/m)
    expect(stdout).toMatch(/^10\.0\.0\.5:50000 +http +8 /m)
    expect(stdout).toContain('- 1 connection was refused (10.0.0.1:22).')
    expect(readdirSync(folder)).not.toContain('none')
  })

  it('says the same in French', async () => {
    const { stdout } = await analyze(['story.pcapng'], { language: 'fr_FR.UTF-8' })
    expect(stdout).toMatch(/^Paquets +12$/m)
    expect(stdout).toContain('- 1 connexion a été refusée (10.0.0.1:22).')
  })

  it('prints one object a line with what was promised', async () => {
    const { status, objects } = await analyze(['--json', 'story.pcapng'])
    expect(status).toBe(0)
    const [found, ...others] = objects()
    expect(others).toEqual([])
    expect(found).toMatchObject({
      file: 'story.pcapng',
      packets: STORY_PACKETS,
      bytes: STORY_BYTES,
      firstAt: '2026-11-23T00:48:06.000000Z',
      lastAt: '2026-11-23T00:48:09.001000Z',
      truncated: 0,
      malformed: 0,
      brokenOff: null,
    })
    const ends = found.flows.map(({ client, server }: Record<string, { port: number }>) => [
      client?.port,
      server?.port,
    ])
    expect(ends).toEqual([
      [40_000, 53],
      [50_000, 80],
      [50_001, 22],
    ])
    expect(found.flows[1]).toMatchObject({
      transport: 'tcp',
      client: { address: '10.0.0.5', port: 50_000 },
      server: { address: '203.0.113.7', port: 80 },
      packets: [5, 3],
      application: 'http',
      name: 'www.example.org',
      tcp: {
        retransmissions: 0,
        duplicateAcks: 0,
        zeroWindows: 0,
        resets: 0,
        handshakeMs: 12.5,
      },
      firstAt: '2026-11-23T00:48:06.030000Z',
      state: 'closed',
    })
  })

  it('reads standard input, and what gzip has packed', async () => {
    const plain = (await analyze(['--json', 'story.pcapng'])).objects()[0]
    const piped = await analyze(['--json', '-'], { input: storyFile() })
    expect(piped.objects()).toEqual([{ ...plain, file: '-' }])
    const packed = await analyze(['--json', 'story.pcapng.gz'])
    expect(packed.objects()).toEqual([{ ...plain, file: 'story.pcapng.gz' }])
  })

  it('goes on with the next file after one that it cannot read, and ends with 1', async () => {
    const files = ['missing.pcap', 'story.pcapng', 'notes.txt', 'story.pcapng.gz']
    const { status, stdout, stderr } = await analyze(files)
    expect(status).toBe(1)
    expect(stdout.match(/^story.*$/gm)).toEqual([
      'story.pcapng (pcapng)',
      'story.pcapng.gz (pcapng)',
    ])
    expect(stdout).toMatch(/\n\nstory\.pcapng\.gz /)
    expect(stderr).toMatch(/^vigie: missing\.pcap .*\[FILE_UNREADABLE\]$/m)
    expect(stderr).toMatch(/^vigie: notes\.txt .*\[CAPTURE_FILE_FORMAT\]$/m)
  })

  it('answers a program with an object for each file, also for one that it cannot read', async () => {
    const { status, objects } = await analyze(['--json', 'notes.txt', 'story.pcapng'])
    expect(status).toBe(1)
    expect(objects()).toMatchObject([
      { file: 'notes.txt', failure: { code: 'CAPTURE_FILE_FORMAT' } },
      { file: 'story.pcapng', packets: STORY_PACKETS },
    ])
  })

  it('counts what is whole of a file that is cut short, and says so', async () => {
    const { status, stdout } = await analyze(['cut.pcapng'])
    expect(status).toBe(0)
    expect(stdout).toMatch(/^Packets +11$/m)
    expect(stdout).toMatch(/^- The file breaks off at byte [\d,]+: there are \d+ of \d+ bytes\./m)
  })

  it('tells no more flows apart than it may, and says so', async () => {
    const { stdout } = await analyze(['story.pcapng', '--flow-limit', '1'])
    expect(stdout).toMatch(/^Packets +12$/m)
    expect(stdout).toContain('- There was no room for 2 flows or more')
  })

  it('takes machines of a network for devices where that is said', async () => {
    const { objects } = await analyze(['--json', '--local', '203.0.113.0/24', 'story.pcapng'])
    const [found] = objects()
    expect(found.destinations).toEqual([])
    expect(found.devices.map(({ address }: { address: string }) => address)).toContain(
      '203.0.113.7',
    )
  })

  it('ends a flow after so many seconds of silence', async () => {
    const { objects } = await analyze(['--json', '--idle-timeout', '1', 'story.pcapng'])
    expect(objects()[0].flows).toHaveLength(4)
  })

  it('writes CSV files, and replaces none unless that is said', async () => {
    const first = await analyze(['--csv', 'tables', 'story.pcapng'])
    expect(first.status).toBe(0)
    expect(first.stdout).toContain('The CSV files are in tables.')
    const flows = readFileSync(inFolder('tables/flows.csv'), 'utf8')
    expect(flows.split('\r\n')).toHaveLength(5)
    expect(flows).toContain('\r\ntcp,10.0.0.5,50000,203.0.113.7,80,http,www.example.org,closed,')
    const again = await analyze(['--csv', 'tables', 'story.pcapng'])
    expect([again.status, again.stdout]).toEqual([2, ''])
    expect(again.stderr).toContain('[FILE_EXISTS]')
    const forced = await analyze(['--csv', 'tables', '--force', '--json', 'story.pcapng'])
    expect([forced.status, forced.objects()]).toMatchObject([0, [{ packets: STORY_PACKETS }]])
  })

  it('gives each of several files a folder of its own', async () => {
    await analyze(['--csv', 'both', 'story.pcapng', 'missing.pcap', './story.pcapng'])
    expect(readdirSync(inFolder('both')).sort()).toEqual(['story.pcapng', 'story.pcapng-2'])
  })

  it.each([
    [[], 'file is missing'],
    [['--top', '0', 'story.pcapng'], 'NUMBER_OUT_OF_RANGE'],
    [['--local', '203.0.113.0', 'story.pcapng'], 'ARGUMENT_INVALID'],
    [['--flow-limit', 'many', 'story.pcapng'], 'NUMBER_OUT_OF_RANGE'],
  ])('is asked wrongly with %j', async (args, complaint) => {
    const { status, stdout, stderr } = await analyze(args)
    expect([status, stdout]).toEqual([2, ''])
    expect(stderr).toContain(complaint)
  })

  it('ends without a word when its reader has seen enough', async () => {
    const command = `"${process.execPath}" "${MAIN}" analyze --json story.pcapng story.pcapng | true`
    const child = spawn('sh', ['-c', command], { cwd: folder, env: { PATH: process.env['PATH'] } })
    let stderr = ''
    child.stderr.on('data', (text) => {
      stderr += text
    })
    await once(child, 'close')
    expect(stderr).toBe('')
  })

  it.each([[[]], [['--json']]])('fails on a disk without room, with %j', async (flags) => {
    const full = openSync('/dev/full', 'w')
    const child = spawn(process.execPath, [MAIN, 'analyze', inFolder('story.pcapng'), ...flags], {
      stdio: ['ignore', full, 'pipe'],
    })
    let stderr = ''
    child.stderr?.on('data', (text) => {
      stderr += text
    })
    const [status] = await once(child, 'close')
    closeSync(full)
    expect(status).toBe(1)
    expect(stderr).toMatch(/^vigie: \/dev\/stdout .*ENOSPC.*\[FILE_UNWRITABLE\]\n$/)
  })

  it('says the same on one processor, where nothing reads ahead', async () => {
    const whole = await analyze(['story.pcapng', '--json'])
    const command = [process.execPath, MAIN, 'analyze', 'story.pcapng', '--json']
    const pinned = await run('taskset', ['-c', '0', ...command], { cwd: folder })
    expect(pinned.stdout).toBe(whole.stdout)
  })

  it('fits a terminal of 80 columns', async () => {
    const { lines } = await onTerminal(inFolder('none'), [
      'analyze',
      '--flows',
      inFolder('story.pcapng'),
    ])
    expect(lines.join('\n')).toContain('Largest flows')
    expect(lines.filter((line) => line.length > 80)).toEqual([])
  })
})
