import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { FaultName } from './fault.ts'
import { type ChaosOptions, runChaos } from './run.ts'

/** Three runs of the campaign, each with a fault of another kind, in the middle of a capture with a watch beside it. */
const faults: readonly FaultName[] = ['thread throws', 'daemon killed', 'database killed']
const CAPTURE_SECONDS = 6
const IN_THE_MIDDLE_MS = 2_500

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'vigie-chaos-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

describe.each(faults)('a capture with its mail, and "%s" in its middle', (name) => {
  it('loses nothing that was committed, is mailed once, and needs nobody', async () => {
    const options: ChaosOptions = {
      captureSeconds: [CAPTURE_SECONDS, CAPTURE_SECONDS],
      freezeMs: 0,
      fullDiskMs: 0,
      folder,
    }
    const moment = { after: 'SegmentOpened', delayMs: IN_THE_MIDDLE_MS }
    const plan = {
      seed: faults.indexOf(name),
      captureSeconds: CAPTURE_SECONDS,
      faults: [{ fault: { name, milliseconds: 0 }, moment }],
    }
    const { violations, recoveryMs } = await runChaos(plan, options)
    expect(violations).toEqual([])
    expect(recoveryMs).not.toBeNull()
  })
})
