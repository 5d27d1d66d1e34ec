import PostalMime from 'postal-mime'
import { describe, expect, it } from 'vitest'
import { composeMessage, type ReportMessage } from '../../../src/services/report/report-message.ts'

const message: ReportMessage = {
  reportId: 'r00000000001',
  messageId: '<report.r00000000001@vigie.internal>',
  from: 'Vigie <vigie@vigie.internal>',
  recipients: ['admin@vigie.internal'],
  subject: '[Vigie] attic: 1 thing to look at',
  text: `First line\n.\nFrom the start\n${'wide '.repeat(400)}\nÉté → fin\n`,
  html: '<p>Été → fin</p>',
  date: Date.parse('2026-11-22T10:01:01Z'),
}

const source = async (changes: Partial<ReportMessage> = {}) =>
  (await composeMessage({ ...message, ...changes })).toString('latin1')
const header = async (name: string, changes: Partial<ReportMessage> = {}) => {
  const head = (await source(changes)).split('\r\n\r\n')[0] ?? ''
  const lines = head.replaceAll(/\r\n[ \t]+/g, ' ').split('\r\n')
  const found = lines.filter((line) => line.toLowerCase().startsWith(`${name.toLowerCase()}:`))
  expect(found.length, name).toBeLessThanOrEqual(1)
  return found[0]?.slice(name.length + 1).trim()
}

describe('the message of a report', () => {
  it('is the same byte for byte each time that it is made', async () => {
    const [one, other] = await Promise.all([composeMessage(message), composeMessage(message)])
    expect(one.equals(other)).toBe(true)
  })

  it('ends each line as the wire wants it: no bare CR and no bare LF', async () => {
    expect((await source()).replaceAll('\r\n', '')).not.toMatch(/[\r\n]/)
  })

  it('has no line of more than 78 letters, and none beyond ASCII', async () => {
    const lines = (await source({ subject: 'é'.repeat(120) })).split('\r\n')
    for (const line of lines) expect(line.length, line).toBeLessThanOrEqual(78)
    expect(lines.join('')).toMatch(/^[\t\x20-\x7e]*$/)
  })

  it('carries the Message-ID that it was given, and the date of the report', async () => {
    expect(await header('Message-ID')).toBe('<report.r00000000001@vigie.internal>')
    expect(await header('Date')).toBe('Sun, 22 Nov 2026 10:01:01 +0000')
  })

  it('says that no person wrote it, so that no vacation notice answers', async () => {
    expect(await header('Auto-Submitted')).toBe('auto-generated')
  })

  it('names one recipient', async () => {
    expect(await header('To')).toBe('admin@vigie.internal')
  })

  it('shows several recipients to none of each other', async () => {
    const several = { recipients: ['a@example.org', 'b@example.net'] }
    expect(await source(several)).not.toMatch(/example\.(org|net)/)
    expect(await header('To', several)).toBe('Vigie <vigie@vigie.internal>')
    expect(await header('Bcc', several)).toBeUndefined()
  })

  it('is addressed to its sender where every address was erased', async () => {
    expect(await header('To', { recipients: [] })).toBe('Vigie <vigie@vigie.internal>')
  })

  it('takes no header from a subject', async () => {
    const subject = 'Hello\r\nBcc: b@example.net\r\n\r\nbody'
    expect(await header('Bcc', { subject })).toBeUndefined()
    expect((await PostalMime.parse(await source({ subject }))).subject).toContain('Hello')
  })

  it('is read as what was written: subject, text and page', async () => {
    const subject = '[Vigie] grenier : 1 chose à voir'
    const parsed = await PostalMime.parse(await composeMessage({ ...message, subject }))
    expect(parsed.subject).toBe(subject)
    expect(parsed.text?.replaceAll('\r\n', '\n').trim()).toBe(message.text.trim())
    expect(parsed.html?.trim()).toBe(message.html)
  })
})
