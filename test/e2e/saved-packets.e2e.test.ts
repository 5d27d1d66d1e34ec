import { createHash } from 'node:crypto'
import { appendFileSync, existsSync, readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { eventsOf, runningCapture } from '../support/daemon-view.ts'
import { type Datagrams, openDatagrams } from '../support/datagrams.ts'
import { readWithLibpcap } from '../support/offline-packets.ts'
import { until } from '../support/until.ts'
import { startVigie, type Vigie } from '../support/vigie.ts'

/** More than a chunk of an export holds, so that its pieces must fit together. */
const PACKETS = 12_000

let vigie: Vigie
let traffic: Datagrams
beforeAll(async () => {
  vigie = await startVigie()
  traffic = await openDatagrams()
})
afterAll(async () => {
  traffic?.close()
  await vigie?.cleanUp()
})

const packetsIn = (file: string) => readWithLibpcap(path.join(vigie.home, file)).length

describe('a capture that saves its packets', () => {
  let id: string

  it('counts them, keeps them, and says how many', async () => {
    const where = ['--interface', 'lo', '--filter', traffic.filter]
    const asked = await vigie.cli('capture', '6', ...where, '--save', '--json')
    id = String(asked.json()['id'])
    await runningCapture(vigie.home)
    await traffic.burst(PACKETS)
    await until('the end', async () => {
      const shown = (await vigie.cli('capture', 'show', id, '--json')).json()
      return shown['state'] === 'completed' && (shown['saved'] as { files: number }).files === 1
    })
    const shown = (await vigie.cli('capture', 'show', id, '--json')).json()
    expect(shown).toMatchObject({ packets: PACKETS, saved: { files: 1, packets: PACKETS } })
    expect((await eventsOf(vigie.home, id)).map(({ type }) => type)).not.toContain('PacketsSaved')
  })

  it('is exported to a file of its owner alone, every packet in it', async () => {
    const file = path.join(vigie.home, 'all.pcapng')
    const exported = await vigie.cli('capture', 'export', id, '--output', file, '--json')
    expect(exported).toMatchObject({ status: 0 })
    expect(exported.json()).toEqual({ id, file, bytes: statSync(file).size })
    expect(statSync(file).mode & 0o777).toBe(0o600)
    expect(packetsIn('all.pcapng')).toBe(PACKETS)
    const kept = readFileSync(path.join(vigie.home, 'packets', id, '1-1.pcapng'))
    const hash = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex')
    expect(hash(readFileSync(file))).toBe(hash(kept)) // one file: nothing to join
  })

  it('is exported through a filter, and refused where the filter or the file is wrong', async () => {
    const file = path.join(vigie.home, 'some.pcapng')
    const some = ['capture', 'export', id, '--output', file]
    expect(await vigie.cli(...some, '--filter', 'udp prot 9')).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('[FILTER_INVALID]'),
    })
    expect(existsSync(file)).toBe(false)
    expect(await vigie.cli(...some, '--filter', traffic.filter)).toMatchObject({ status: 0 })
    expect(packetsIn('some.pcapng')).toBe(PACKETS)
    expect(await vigie.cli(...some)).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('[FILE_EXISTS]'),
    })
    expect(await vigie.cli(...some, '--filter', 'tcp', '--force')).toMatchObject({ status: 0 })
    expect(packetsIn('some.pcapng')).toBe(0)
    expect(await vigie.cli('capture', 'export', '000000000000')).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('[PACKETS_NONE]'),
    })
  })

  it('leaves no file behind where one of its own was changed meanwhile', async () => {
    appendFileSync(path.join(vigie.home, 'packets', id, '1-1.pcapng'), 'x')
    const file = path.join(vigie.home, 'damaged.pcapng')
    expect(await vigie.cli('capture', 'export', id, '--output', file)).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('[PACKETS_DAMAGED]'),
    })
    expect(existsSync(file)).toBe(false)
    expect(existsSync(`${file}.part`)).toBe(false)
  })
})
