import { execFileSync, spawnSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { analysisOf, files, pathOf, reason } from './corpus.ts'

/** Wireshark's own analysis is what a person would hold ours against. */
const hasTshark = spawnSync('tshark', ['--version']).status === 0
const why = hasTshark ? reason : ' (skipped: there is no tshark; as root: apt-get install tshark)'
const suite = hasTshark && files.length > 0 ? describe : describe.skip
const LEAST_AGREEMENT = 0.95

const FIELDS = [
  'tcp.analysis.retransmission',
  'tcp.analysis.duplicate_ack',
  'tcp.analysis.zero_window',
  'tcp.analysis.out_of_order',
  'tcp.flags.reset',
]
const NAMES = ['retransmissions', 'duplicateAcks', 'zeroWindows', 'outOfOrder', 'resets'] as const

/** What tshark counts in a file, in the order of the names. */
const wiresharkCounts = (file: string): readonly number[] => {
  const fields = FIELDS.flatMap((field) => ['-e', field])
  // Connections are followed on their own, and what lies in an ICMP error is none.
  const text = execFileSync(
    'tshark',
    ['-n', '-r', pathOf(file), '-Y', 'tcp && !icmp && !icmpv6', '-T', 'fields', ...fields],
    { encoding: 'utf8', maxBuffer: 1 << 28, stdio: ['ignore', 'pipe', 'ignore'] },
  )
  const counts = FIELDS.map(() => 0)
  for (const line of text.split('\n')) {
    for (const [index, cell] of line.split('\t').entries()) {
      if (cell !== '' && cell !== '0' && cell !== 'False') counts[index] = (counts[index] ?? 0) + 1
    }
  }
  return counts
}

suite(`the health of TCP in ${files.length} real captures${why}`, () => {
  it('is what Wireshark finds, file by file', async () => {
    const unlike: string[] = []
    const sums = { ours: NAMES.map(() => 0), theirs: NAMES.map(() => 0) }
    let compared = 0
    for (const file of files) {
      const { figures } = await analysisOf(file)
      if (!figures.protocols.some(({ protocol }) => protocol === 'tcp')) continue
      compared++
      const ours = NAMES.map((name) => figures.tcp[name])
      const theirs = wiresharkCounts(file)
      for (const [index] of NAMES.entries()) {
        sums.ours[index] = (sums.ours[index] ?? 0) + (ours[index] ?? 0)
        sums.theirs[index] = (sums.theirs[index] ?? 0) + (theirs[index] ?? 0)
      }
      if (String(ours) !== String(theirs)) unlike.push(`${file}: ${ours} for ${theirs}`)
    }
    process.stdout.write(
      `${NAMES.join(', ')}: ${sums.ours} for ${sums.theirs}; not equal in\n${unlike.join('\n')}\n`,
    )
    expect(1 - unlike.length / compared).toBeGreaterThanOrEqual(LEAST_AGREEMENT)
  }, 300_000)
})
