import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { countCollections } from '../../bench/analyze/collections.ts'
import { writeGeneratedFile } from '../../bench/analyze/generated-file.ts'

const SIZE = { packets: 200_000, flows: 5_000 }
/** The first two are for start-up. */
const PASSES = 10
/** Whoever reads the file causes one or two. One number on the heap for each packet would be 25. */
const COLLECTIONS_MAX = 4

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'vigie-garbage-'))
})
afterAll(() => rm(folder, { recursive: true }))

it('leaves no garbage on the way of a packet through the engine', async () => {
  const file = path.join(folder, 'generated.pcap')
  writeGeneratedFile(file, SIZE)
  const options = { passes: PASSES, youngMebibytes: 1 }
  const { count, others, packets } = await countCollections(file, SIZE.packets, options)
  expect(packets).toBe(8 * SIZE.packets)
  // Start-up makes garbage: so collections are seen where there are any.
  expect(others).toBeGreaterThan(0)
  expect(count).toBeLessThanOrEqual(COLLECTIONS_MAX)
})
