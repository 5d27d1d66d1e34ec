import MailComposer from 'nodemailer/lib/mail-composer/index.js'

export type ReportMessage = {
  readonly reportId: string
  readonly messageId: string
  readonly from: string
  readonly recipients: readonly string[]
  readonly subject: string
  readonly text: string
  readonly html: string
  /** Milliseconds since the epoch. */
  readonly date: number
}

/** Lines of a message are at most 998 octets; quoted-printable keeps them below 76 (RFC 5322 section 2.1.1, RFC 2045). */
const TEXT_ENCODING = 'quoted-printable'

/**
 * The whole message, byte for byte the same for the same input: it is made once, kept, and sent as it is. Several recipients are not
 * shown to each other.
 */
export const composeMessage = (message: ReportMessage): Promise<Buffer> => {
  const [only, ...more] = message.recipients
  const composer = new MailComposer({
    messageId: message.messageId,
    date: new Date(message.date),
    from: message.from,
    to: only !== undefined && more.length === 0 ? only : message.from,
    subject: message.subject,
    text: message.text,
    html: message.html,
    textEncoding: TEXT_ENCODING,
    baseBoundary: message.reportId,
    headers: { 'Auto-Submitted': 'auto-generated' }, // RFC 3834: no vacation notice answers it
    newline: 'windows', // as it goes over the wire, so that size and hash are those of what arrives
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  return composer.compile().build()
}
