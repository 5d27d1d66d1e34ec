import { describe, expect, it } from 'vitest'
import { formatter } from '../../../src/base/format.ts'
import { type Language, translator } from '../../../src/base/text.ts'
import type { FileFigures } from '../../../src/base/traffic/file-figures.ts'
import { NO_DNS, NO_TCP } from '../../../src/base/traffic/traffic-health.ts'
import { findings, needsSurvey } from '../../../src/cli/analysis/analysis-findings.ts'
import { surveyFlows } from '../../../src/cli/analysis/flow-survey.ts'
import { analysis, figures, flow, question } from '../analysis-examples.ts'

const found = (of: FileFigures, language: Language = 'en') => {
  const survey = surveyFlows(needsSurvey(of) ? of.flows() : [], 0)
  return findings(of, survey, translator(language), formatter(language, 'UTC'))
}

const health = { retransmissions: 0, duplicateAcks: 0, zeroWindows: 0, resets: 0, outOfOrder: 0 }
const tried = (port: number, state: string) =>
  flow({ state, server: { address: '10.0.0.9', port }, tcp: { ...health, handshakeMs: null } })

describe('what is odd in a file', () => {
  it('is nothing where nothing is', () => {
    expect(found(analysis())).toEqual([])
    expect(found(analysis({ packets: 0, firstAt: null, lastAt: null, flows: () => [] }))).toEqual(
      [],
    )
  })

  it('is what could not be counted, in both languages', () => {
    const broken = analysis({
      brokenOff: { code: 'CUT', offset: 1_234, found: 10, expected: 16 },
      otherFlows: 12_000,
      truncated: 1,
      malformed: 3,
    })
    expect(found(broken)).toEqual([
      'The file breaks off at byte 1,234: there are 10 of 16 bytes. What is before that is counted.',
      'There was no room for 12,000 flows or more, which are in the totals only; --flow-limit makes room.',
      'The capture kept too little of 1 packet to read its headers.',
      '3 packets contradict themselves.',
    ])
    expect(found(broken, 'fr')).toEqual([
      'Le fichier s’interrompt à l’octet 1\u202f234 : il y a 10 octets sur 16. Ce qui précède est compté.',
      'La place a manqué pour 12\u202f000 flux au moins, qui ne comptent que dans les totaux ; --flow-limit en donne.',
      'La capture a gardé trop peu d’un paquet pour lire ses en-têtes.',
      '3 paquets se contredisent.',
    ])
  })

  it('is who never answered and who refused, with a few of them', () => {
    const tcp = { ...NO_TCP, connections: 8, unanswered: 5, refused: 1, resets: 1 }
    const flows = [
      ...[22, 23, 24, 24, 25].map((port) => tried(port, 'new')),
      tried(80, 'refused'),
      question,
    ]
    expect(found(analysis({ figures: figures({ tcp }), flows: () => flows }))).toEqual([
      '5 connections were never answered (10.0.0.9:22, 10.0.0.9:23, 10.0.0.9:24 and others).',
      '1 connection was refused (10.0.0.9:80).',
    ])
  })

  it('names nobody where the flows say nobody', () => {
    const tcp = { ...NO_TCP, unanswered: 1 }
    expect(found(analysis({ figures: figures({ tcp }), flows: () => [] }))).toEqual([
      '1 connection was never answered.',
    ])
  })

  it.each([
    [3, []],
    [
      4,
      [
        '4 TCP segments were sent again, 4% of all, most of them in 10.0.0.5:51234 → 10.0.0.7:443: the way loses packets.',
      ],
    ],
  ])(
    'is not %d TCP segments in a hundred that were sent again, but more are',
    (count, sentences) => {
      const tcp = { ...NO_TCP, retransmissions: count }
      const repeated = (retransmissions: number) => ({
        packets: [25, 25] as const,
        tcp: { ...health, retransmissions, handshakeMs: null },
      })
      const server = { address: '10.0.0.7', port: 443 }
      const flows = [flow(repeated(1)), flow({ ...repeated(count - 1), server }), question]
      const protocols = [{ protocol: 'tcp', port: 443, application: '', packets: 100, bytes: 1 }]
      const of = analysis({
        packets: 1_000, // mostly others, which dilute nothing
        figures: figures({ tcp, protocols }),
        flows: () => flows,
      })
      expect(found(of)).toEqual(sentences)
    },
  )

  it('is a connection in ten or more that was broken off, and a receiver without room', () => {
    const tcp = { ...NO_TCP, connections: 49, resets: 5, zeroWindows: 1 }
    expect(found(analysis({ figures: figures({ tcp }) }))).toEqual([
      'Connections were broken off by 5 resets.',
      'Once a receiver had no room left (zero window): its program was too slow.',
    ])
  })

  it('is not one reset in ten connections, nor one that refused', () => {
    const tcp = { ...NO_TCP, connections: 50, refused: 2, resets: 7 }
    const of = analysis({ figures: figures({ tcp }), flows: () => [] })
    expect(found(of)).toEqual(['2 connections were refused.'])
  })

  it('is name resolution that fails or is slow', () => {
    const dns = {
      questions: 100,
      answers: 80,
      nameErrors: 20,
      failures: 2,
      timed: 80,
      latencyUs: 80 * 150_000,
    }
    expect(found(analysis({ figures: figures({ dns }) }))).toEqual([
      '2 DNS questions were answered with an error.',
      '20 DNS questions have no answer here.',
      '20 DNS answers said that there is no such name, 25% of all.',
      'DNS answers took 150 ms on average, which people notice.',
    ])
  })

  it('is not a name that somebody mistyped, a question at the end, or 100 ms', () => {
    const dns = { ...NO_DNS, questions: 100, answers: 90, nameErrors: 9, timed: 2, latencyUs: 2e5 }
    expect(found(analysis({ figures: figures({ dns }) }))).toEqual([])
    const few = { ...NO_DNS, questions: 3, answers: 3, nameErrors: 3 }
    expect(found(analysis({ figures: figures({ dns: few }) }))).toEqual([])
  })

  it('is not more answers than questions, as multicast names have', () => {
    const dns = { ...NO_DNS, questions: 1, answers: 12 }
    expect(found(analysis({ figures: figures({ dns }) }))).toEqual([])
  })

  it('is a device that made its MAC up', () => {
    const [device] = figures().devices
    if (device === undefined) throw new Error('the examples have no device')
    const madeUp = (...macs: string[]) => {
      const devices = macs.map((mac) => ({ ...device, mac, random: true }))
      return found(analysis({ figures: figures({ devices: [device, ...devices] }) }))
    }
    expect(madeUp('02:00:00:00:00:01', '02:00:00:00:00:02')).toEqual([
      '2 devices made their MAC addresses up: one may be here several times.',
    ])
    expect(madeUp('02:00:00:00:00:01', '02:00:00:00:00:01')).toEqual([
      '1 device made its MAC address up: it may have been here under another one.',
    ])
  })

  it('does not walk over the flows where that would say nothing', () => {
    const flows = () => {
      throw new Error('walked')
    }
    expect(found(analysis({ flows }))).toEqual([])
  })
})

describe('a walk over the flows', () => {
  it('keeps the largest, the largest first, and the earlier of two that are as large', () => {
    const sized = (bytes: number, port: number) =>
      flow({ bytes: [bytes, 1], client: { address: '10.0.0.5', port } })
    const flows = [sized(5, 1), sized(9, 2), sized(5, 3), sized(7, 4), sized(9, 5)]
    const { largest } = surveyFlows(flows, 3)
    expect(largest.map(({ client }) => client.port)).toEqual([2, 5, 4])
    expect(surveyFlows(flows, 0).largest).toEqual([])
    expect(surveyFlows(flows, 9).largest.map(({ client }) => client.port)).toEqual([2, 5, 4, 1, 3])
  })

  it('counts the packets of TCP alone', () => {
    expect(surveyFlows([flow(), question], 0).tcpPackets).toBe(22)
  })
})
