import { mailsOf, reportOf } from '../support/daemon-view.ts'
import type { Relay } from '../support/relay.ts'

/**
 * The report is in Vigie's own mailbox exactly once, and at the foreign relay exactly once; there twice only where the daemon died between
 * the relay's 250 and the commit of the delivery.
 */
export const wrongMails = async (
  home: string,
  reportId: string,
  relay: Relay,
  diedInBetween: boolean,
): Promise<string[]> => {
  const wrong: string[] = []
  const report = await reportOf(home, reportId)
  if (report.state !== 'delivered') {
    wrong.push(`the report is ${report.state}: ${JSON.stringify(report.failure)}`)
  }
  const own = (await mailsOf(home, reportId)).length
  if (own !== 1) wrong.push(`the report is ${own} times in the mailbox`)
  const foreign = relay.taken.filter(({ source }) => source.includes(`<report.${reportId}@`)).length
  if (foreign !== 1 && !(foreign === 2 && diedInBetween)) {
    wrong.push(`the relay has the report ${foreign} times`)
  }
  return wrong
}
