import { failureOf, reasonOf } from './base/failure.ts'
import type { DoctorFinding } from './cli/context.ts'
import type { Terminal } from './cli/terminal.ts'
import { capabilities } from './net/capabilities.ts'
import { forwarding, isForwarding } from './net/forwarding.ts'
import { listInterfaces } from './net/interfaces.ts'
import { openSource } from './net/open-source.ts'
import { parseMac } from './wire/address.ts'

/** Long enough to hear the neighbours of a quiet network, short enough to wait for. */
const LISTEN_SECONDS = 2
const MIB = 1024 * 1024
const HEADER_BYTES = 64

/**
 * What this machine can see where it is plugged in. A switch port carries only its own traffic, so a capture there says nothing of the
 * others: better known before the first report than after. Listens for two seconds.
 */
export const examineVantage = async (
  { t, format }: Terminal,
  interfaceName: string,
): Promise<DoctorFinding> => {
  const subject = t('doctor.vantage')
  const known = (finding: string, advice = ''): DoctorFinding => ({
    state: 'known',
    subject,
    finding,
    advice,
  })
  if (!capabilities().CAP_NET_RAW) return known(t('doctor.vantageUnknown'))
  if (isForwarding(forwarding())) return known(t('doctor.vantageGateway'))
  try {
    const { frames, foreign } = await listen(interfaceName)
    const values = {
      interface: interfaceName,
      seconds: LISTEN_SECONDS,
      frames: format.count(frames),
      foreign: format.count(foreign),
    }
    if (foreign > 0) return { ...known(t('doctor.vantageMirror', values)), state: 'good' }
    return known(t('doctor.vantageOwn', values), t('doctor.vantageAdvice', values))
  } catch (thrown) {
    const reason = failureOf(thrown)?.message ?? reasonOf(thrown)
    return known(t('doctor.vantageFailed', { interface: interfaceName, reason }))
  }
}

/** Counts frames, and those of them that one other machine sends to another. */
const listen = async (interfaceName: string) => {
  const own = parseMac(listInterfaces().find(({ name }) => name === interfaceName)?.mac ?? '')
  const source = openSource('ring', {
    interface: interfaceName,
    filter: '',
    snaplenBytes: HEADER_BYTES,
    promiscuous: true,
    ringBytes: MIB,
  })
  let frames = 0
  let foreign = 0
  const isOwn = (bytes: Uint8Array, at: number) =>
    own?.every((octet, index) => bytes[at + index] === octet) ?? false
  const until = performance.now() + LISTEN_SECONDS * 1_000
  try {
    await source.run(
      {
        frame: (bytes, offset) => {
          frames++
          const unicast = ((bytes[offset] ?? 1) & 1) === 0 // the group bit of the destination, IEEE 802
          if (unicast && !isOwn(bytes, offset) && !isOwn(bytes, offset + 6)) foreign++
        },
        tick: () => {},
      },
      () => performance.now() > until,
    )
  } finally {
    source.close()
  }
  return { frames, foreign: own === undefined ? 0 : foreign }
}
