import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { writeGeneratedFile } from '../../bench/analyze/generated-file.ts'
import { writeMillionFile } from '../../bench/analyze/million-file.ts'
import { writeMixFile } from '../../bench/analyze/mix-file.ts'
import type { FileFigures } from '../../src/base/traffic/file-figures.ts'
import { analyzeFile } from '../../src/services/traffic/file-analysis.ts'

const TOP = 1_000

let folder: string
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'vigie-bench-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

const analyzed = (file: string): Promise<FileFigures> => analyzeFile(file, { top: TOP }, () => {})

/** Writes a file, and says where. */
const written = (name: string, write: (file: string) => void): string => {
  const file = path.join(folder, name)
  write(file)
  return file
}

describe('the generated file', () => {
  const size = { packets: 20_000, flows: 500 }

  it('has the packets and the flows that were asked for, all of them whole', async () => {
    const figures = await analyzed(written('generated', (file) => writeGeneratedFile(file, size)))
    const { packets, flowCount, truncated, malformed, brokenOff } = figures
    expect({ packets, flows: flowCount }).toEqual(size)
    expect({ truncated, malformed, brokenOff }).toEqual({
      truncated: 0,
      malformed: 0,
      brokenOff: null,
    })
    const average = figures.bytes / packets
    expect(average).toBeGreaterThan(350)
    expect(average).toBeLessThan(450)
  })

  it('has TCP that is well, but for some 0.5 % of the packets that are sent again', async () => {
    const figures = await analyzed(written('health', (file) => writeGeneratedFile(file, size)))
    const { retransmissions, outOfOrder, duplicateAcks, zeroWindows, resets } = figures.figures.tcp
    expect(retransmissions / size.packets).toBeGreaterThan(0.003)
    expect(retransmissions / size.packets).toBeLessThan(0.007)
    expect([outOfOrder, duplicateAcks, zeroWindows, resets]).toEqual([0, 0, 0, 0])
  })

  it('says in every flow what it is, by name where a name was asked for', async () => {
    const figures = await analyzed(written('names', (file) => writeGeneratedFile(file, size)))
    const named = new Map<string, number>()
    let flows = 0
    for (const { application, name } of figures.flows()) {
      flows++
      if (name !== '') named.set(application, (named.get(application) ?? 0) + 1)
    }
    expect(flows).toBe(size.flows)
    expect(named.get('dns')).toBe(60)
    expect((named.get('tls') ?? 0) + (named.get('http') ?? 0)).toBe(420)
  })

  it('is the same each time', () => {
    const [one, other] = ['one', 'other'].map((name) =>
      readFileSync(written(name, (file) => writeGeneratedFile(file, size))),
    )
    expect(one?.equals(other ?? Buffer.alloc(0))).toBe(true)
  })
})

describe('the mix', () => {
  it('has its packets, a fifth of them QUIC, and most of them in few of the flows', async () => {
    const packets = 200_000
    const figures = await analyzed(written('mix', (file) => writeMixFile(file, packets)))
    expect(figures).toMatchObject({ packets, truncated: 0, malformed: 0, brokenOff: null })
    const lengths: number[] = []
    let quic = 0
    let v6 = 0
    for (const { transport, client, server, packets: sent } of figures.flows()) {
      const sum = sent[0] + sent[1]
      lengths.push(sum)
      if (transport === 'udp' && server.port === 443) quic += sum
      if (client.address.includes(':')) v6++
    }
    lengths.sort((one, other) => other - one)
    const inElephants = lengths.slice(0, lengths.length / 10).reduce((sum, one) => sum + one, 0)
    expect(inElephants / packets).toBeGreaterThan(0.5)
    expect(quic / packets).toBeGreaterThan(0.15)
    expect(quic / packets).toBeLessThan(0.25)
    expect(v6).toBeGreaterThan(0)
  })
})

describe('the file of many flows', () => {
  it('has two packets in each, half of them a SYN and its answer', async () => {
    const flows = 2_000
    const figures = await analyzed(written('million', (file) => writeMillionFile(file, flows)))
    expect(figures).toMatchObject({ packets: 2 * flows, flowCount: flows, malformed: 0 })
    let tcp = 0
    for (const { transport, packets } of figures.flows()) {
      expect(packets).toEqual([1, 1])
      if (transport === 'tcp') tcp++
    }
    expect(tcp).toBe(flows / 2)
  })
})
