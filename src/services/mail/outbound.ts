import { isIPv6 } from 'node:net'
import { createTransport, type NodemailerError } from 'nodemailer'
import { Failure, reasonOf } from '../../base/failure.ts'
import { domainOf } from './address.ts'

/** How long a server may take to connect, to greet, and to answer. */
const CONNECT_TIMEOUT_MS = 10_000
const ANSWER_TIMEOUT_MS = 60_000

export type OutboundSettings = {
  /** Mail for this domain goes to Vigie's own listener… */
  readonly domain: string
  readonly localHost: string
  readonly localPort: number
  /** …and all other mail to this relay, as smtp://user:password@host:port; undefined: there is none. */
  readonly relayUrl: string | undefined
  /** The envelope's sender. */
  readonly sender: string
}

export type Outgoing = {
  readonly reportId: string
  readonly recipients: readonly string[]
  /** The whole message, headers included, byte for byte. */
  readonly source: Buffer
}

/** Throws RELAY_NOT_CONFIGURED where an address could not be reached. */
export const checkReachable = (address: string, settings: OutboundSettings): void => {
  if (domainOf(address) === settings.domain || settings.relayUrl !== undefined) return
  throw new Failure('RELAY_NOT_CONFIGURED', { address, domain: settings.domain })
}

/**
 * Sends one message and resolves once each server has taken it. Throws MAIL_REFUSED where a server says never (5xx), MAIL_DEFERRED
 * where it says later (4xx) or is not there.
 */
export const sendMessage = async (message: Outgoing, settings: OutboundSettings): Promise<void> => {
  for (const recipient of message.recipients) checkReachable(recipient, settings)
  const isLocal = (address: string) => domainOf(address) === settings.domain
  const routes = [
    {
      url: `smtp://${urlHost(settings.localHost)}:${settings.localPort}?ignoreTLS=true`,
      recipients: message.recipients.filter(isLocal),
    },
    {
      url: settings.relayUrl ?? '',
      recipients: message.recipients.filter((address) => !isLocal(address)),
    },
  ]
  for (const { url, recipients } of routes) {
    if (recipients.length > 0) await sendTo(url, recipients, message, settings.sender)
  }
}

/** An IPv6 address stands in brackets in a URL (RFC 3986 section 3.2.2). */
const urlHost = (host: string): string => (isIPv6(host) ? `[${host}]` : host)

const sendTo = async (
  url: string,
  recipients: readonly string[],
  message: Outgoing,
  sender: string,
): Promise<void> => {
  const transport = createTransport({
    url,
    connectionTimeout: CONNECT_TIMEOUT_MS,
    greetingTimeout: CONNECT_TIMEOUT_MS,
    socketTimeout: ANSWER_TIMEOUT_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  let refused = recipients
  try {
    const { rejectedErrors = [] } = await transport.sendMail({
      envelope: { from: sender, to: [...recipients] },
      raw: message.source,
    })
    // It resolves where at least one recipient was taken: the others must not count as served.
    refused = rejectedErrors.flatMap(({ recipient }) => recipient ?? [])
    const worst = rejectedErrors.find((one) => !isFinal(one)) ?? rejectedErrors[0]
    if (worst !== undefined) throw worst
  } catch (thrown) {
    const values = {
      server: new URL(url).host,
      recipients: refused.join(', '),
      report: message.reportId,
      reason: reasonOf(thrown),
    }
    throw new Failure(isFinal(thrown) ? 'MAIL_REFUSED' : 'MAIL_DEFERRED', values, { cause: thrown })
  } finally {
    transport.close()
  }
}

/** RFC 5321 section 4.2.1: a 5yz reply must not be repeated as it is. */
const isFinal = (thrown: unknown): boolean => {
  const code = (thrown as NodemailerError | null)?.responseCode
  return code !== undefined && code >= 500
}
