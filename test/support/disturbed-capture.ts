import { expect } from 'vitest'
import { eventsOf, mailsOf, runningCapture } from './daemon-view.ts'
import { DATAGRAM_BYTES, openDatagrams } from './datagrams.ts'
import { sleep } from './until.ts'
import type { Answer, Vigie } from './vigie.ts'

/** A second mail of the same report would have come by then. */
const SECOND_MAIL_MS = 1_500

export type Disturbed = {
  readonly id: string
  readonly answer: Answer
  /** The object that the command printed. */
  readonly ended: Record<string, unknown>
}

/**
 * A capture on the loopback with its report, in whose middle something `happens`: `before` datagrams are sent before it, `after` behind
 * it. Returns when the command that waited for it has ended.
 */
export const disturbedCapture = async (
  vigie: Vigie,
  seconds: number,
  counts: { readonly before: number; readonly after: number },
  happens: (id: string) => Promise<void> | void,
): Promise<Disturbed> => {
  const datagrams = await openDatagrams()
  try {
    const where = ['--interface', 'lo', '--filter', datagrams.filter]
    const waited = vigie.cli('capture', String(seconds), ...where, '--mail', '--wait', '--json')
    const { id } = await runningCapture(vigie.home)
    await datagrams.send(counts.before)
    await happens(id)
    await datagrams.send(counts.after)
    const answer = await waited
    return { id, answer, ended: answer.json() }
  } finally {
    datagrams.close()
  }
}

/** Nothing of the capture was lost or doubled: figures, events, the mail. */
export const expectUndisturbed = async (
  vigie: Vigie,
  { id, answer, ended }: Disturbed,
  packets: number,
): Promise<void> => {
  expect(answer).toMatchObject({ status: 0, stderr: '' })
  expect(ended).toMatchObject({
    id,
    state: 'completed',
    packets,
    bytes: packets * DATAGRAM_BYTES,
    lostIntervals: 0,
    gaps: [],
    report: { state: 'delivered' },
  })
  const types = (await eventsOf(vigie.home, id)).map(({ type }) => type)
  expect(types).toEqual(['CaptureRequested', 'SegmentOpened', 'SegmentClosed', 'CaptureCompleted'])
  await sleep(SECOND_MAIL_MS)
  expect(await mailsOf(vigie.home, String(ended['reportId']))).toHaveLength(1)
}
