import type { Format } from '../../base/format.ts'
import type { TextKey, Translate } from '../../base/text.ts'
import type { FileFigures } from '../../base/traffic/file-figures.ts'
import { EXAMPLES_MAX, endName, type FlowSurvey } from './flow-survey.ts'

/**
 * Of a hundred TCP packets: more sent again, and a connection over a distance gets less than a tenth of what a line could carry, as its
 * rate falls with the square root of the loss (Mathis et al. 1997).
 */
const REPEATED_SHARE_MAX = 0.03
/** What a person takes for at once is a tenth of a second (Miller 1968), and a page asks for several names. */
const DNS_LATENCY_US_MAX = 100_000
/** Programs end a connection by a reset where a FIN would take time: one in ten is everyday. */
const RESET_SHARE_MAX = 0.1
/** One in ten: below are the names that somebody mistyped, and the questions whose answers came after the file's end. */
const DNS_SHARE_MAX = 0.1
/** So few may be mistyped, however few the answers are. */
const DNS_NAME_ERRORS_FEW = 3

/** Whether it takes a walk over the flows to say what is odd: a million of them take a second or two. */
export const needsSurvey = ({ figures: { tcp, protocols } }: FileFigures): boolean => {
  const listed = protocols.reduce(
    (sum, { protocol, packets }) => (protocol === 'tcp' ? sum + packets : sum),
    0,
  )
  const mayBeRepeated = tcp.retransmissions > listed * REPEATED_SHARE_MAX
  return tcp.unanswered > 0 || tcp.refused > 0 || mayBeRepeated
}

/** What in a file is worth a look, in sentences, the gravest first: what is not counted, then what went wrong on the network. */
export const findings = (
  analysis: FileFigures,
  survey: FlowSurvey,
  t: Translate,
  format: Format,
): readonly string[] => {
  const found: string[] = []
  const say = (key: TextKey, count: number, values: Record<string, string> = {}) => {
    if (count > 0) found.push(t(key, { count, n: format.count(count), ...values }))
  }
  const { tcp, dns, devices } = analysis.figures
  if (analysis.brokenOff !== null) {
    const { code, offset, found: there, expected } = analysis.brokenOff
    const reason = t(`analysis.breaks.${code}`, {
      found: format.count(there),
      expected: format.count(expected),
    })
    found.push(t('analysis.brokenOff', { reason, offset: format.count(offset) }))
  }
  say('analysis.otherFlows', analysis.otherFlows)
  say('analysis.truncated', analysis.truncated)
  say('analysis.malformed', analysis.malformed)

  const repeated = survey.tcpPackets === 0 ? 0 : tcp.retransmissions / survey.tcpPackets
  const { mostRepeated } = survey
  if (repeated > REPEATED_SHARE_MAX && mostRepeated !== undefined) {
    say('analysis.repeated', tcp.retransmissions, {
      share: format.percent(repeated),
      flow: `${endName(mostRepeated.client)} → ${endName(mostRepeated.server)}`,
    })
  }
  say('analysis.unanswered', tcp.unanswered, { ends: named(survey.silent, t) })
  say('analysis.refused', tcp.refused, { ends: named(survey.refusing, t) })
  const resets = tcp.resets - tcp.refused
  say('analysis.resets', resets > tcp.connections * RESET_SHARE_MAX ? resets : 0)
  say('analysis.zeroWindows', tcp.zeroWindows)

  say('analysis.dnsFailures', dns.failures)
  const lost = dns.questions - dns.answers
  say('analysis.dnsUnanswered', lost > dns.questions * DNS_SHARE_MAX ? lost : 0)
  if (dns.nameErrors > Math.max(DNS_NAME_ERRORS_FEW, dns.answers * DNS_SHARE_MAX)) {
    const share = format.percent(dns.nameErrors / dns.answers)
    say('analysis.dnsNameErrors', dns.nameErrors, { share })
  }
  const latencyUs = dns.timed === 0 ? 0 : dns.latencyUs / dns.timed
  if (latencyUs > DNS_LATENCY_US_MAX) {
    found.push(t('analysis.dnsSlow', { latency: format.latency(latencyUs) }))
  }

  // One with several addresses has several rows.
  const madeUp = new Set(devices.filter(({ random }) => random).map(({ mac }) => mac))
  say('analysis.randomMacs', madeUp.size)
  return found
}

/** The first ends in brackets, where any are known. */
const named = (ends: readonly string[], t: Translate): string => {
  if (ends.length === 0) return ''
  const examples = ends.slice(0, EXAMPLES_MAX).join(', ')
  return ` (${ends.length > EXAMPLES_MAX ? t('analysis.andOthers', { examples }) : examples})`
}
