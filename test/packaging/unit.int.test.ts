import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'
import { ROOT, UNIT, unitWords } from '../support/unit-file.ts'

/** Of the Debian package systemd; a container or another init system has none. */
const ANALYZE = '/usr/bin/systemd-analyze'
/** What systemd calls well protected ends at 4.9; the unit has 2.1, and a loosened line must not pass unseen. */
const EXPOSURE_TENTHS_MAX = '25'

const run = promisify(execFile)
const reason = existsSync(ANALYZE) ? '' : ` (skipped: there is no ${ANALYZE})`

it.skipIf(reason !== '')(`the unit is one that systemd takes${reason}`, async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'vigie-unit-'))
  try {
    // Here the clone is elsewhere, and verify looks whether the program and the page are there.
    const text = (await readFile(UNIT, 'utf8')).replaceAll('/opt/vigie', ROOT)
    const unit = path.join(folder, 'vigie.service')
    await writeFile(unit, text)
    const { stdout, stderr } = await run(ANALYZE, ['verify', '--man=no', unit])
    const complaints = `${stdout}${stderr}`.split('\n').filter((line) => line.includes('vigie'))
    expect(complaints).toEqual([])
  } finally {
    await rm(folder, { recursive: true })
  }
})

it.skipIf(reason !== '')(`the unit is as closed as it was made${reason}`, async () => {
  const args = ['security', '--offline=true', `--threshold=${EXPOSURE_TENTHS_MAX}`, UNIT]
  await expect(run(ANALYZE, args)).resolves.toBeDefined()
})

it('the unit hands on no capability beyond its bounding set, and only the one to capture', () => {
  expect(unitWords('AmbientCapabilities')).toEqual(['CAP_NET_RAW'])
  expect(unitWords('CapabilityBoundingSet')).toEqual(unitWords('AmbientCapabilities'))
})
