import { describe, expect, it } from 'vitest'
import { formatter } from '../../src/base/format.ts'
import { translator } from '../../src/base/text.ts'
import { homePage } from '../../src/web/pages/home.ts'
import { loginPage } from '../../src/web/pages/login.ts'
import { page } from '../../src/web/pages/page.ts'

const tag = '<script>alert(1)</script>" onload="x'

const capture = {
  id: 'c00000000001',
  sensor: tag,
  interface: tag,
  file: null,
  isBrokenOff: false,
  driver: 'ring',
  filter: tag,
  seconds: 60,
  state: 'running' as const,
  reportId: null,
  actor: 'local:0',
  requestedAt: 0,
  startedAt: 0,
  endedAt: null,
  failure: null,
}
const report = {
  id: 'r00000000001',
  state: 'delivered' as const,
  scope: { kind: 'newest' as const },
  deliveries: 1,
  dueAt: 0,
  requestedAt: 0,
  producedAt: 0,
  endedAt: 0,
  messageId: null,
  failure: null,
}

const home = (language: 'en' | 'fr', content: Parameters<typeof homePage>[0]) =>
  homePage(content, translator(language), formatter(language, 'UTC'), language)

describe('a page of the console', () => {
  it('runs no script and fetches nothing', () => {
    for (const html of [
      home('en', { captures: [capture], reports: [report] }),
      loginPage(translator('en'), true),
    ]) {
      expect(html).not.toMatch(/<(script|link|iframe|img)|\bsrc=|url\(|@import/i)
    }
  })

  it('shows what somebody named a sensor, an interface or a filter as text', () => {
    const html = home('en', { captures: [capture], reports: [] })
    expect(html).not.toContain('" onload="')
    expect(html.match(/&lt;script&gt;/g)).toHaveLength(3)
  })

  it('has a title that cannot end itself', () => {
    expect(page('en', '</title><b>', '')).toContain('<title>&lt;/title&gt;&lt;b&gt;</title>')
  })

  it('links a report once it can be read, and not before', () => {
    const link = '<a href="/reports/r00000000001">'
    expect(home('en', { captures: [], reports: [report] })).toContain(link)
    const unmade = { ...report, state: 'requested' as const, producedAt: null }
    expect(home('en', { captures: [], reports: [unmade] })).not.toContain(link)
  })

  it('says in the reader’s language that there is nothing yet', () => {
    expect(home('en', { captures: [], reports: [] })).toContain('There are none yet.')
    expect(home('fr', { captures: [], reports: [] })).toContain('Il n’y en a pas encore.')
    expect(home('fr', { captures: [], reports: [] })).toContain('<html lang="fr">')
  })

  it('tells who was refused a sign-in, but not whether the name or the password was wrong', () => {
    expect(loginPage(translator('en'), false)).not.toContain('role="alert"')
    expect(loginPage(translator('en'), true)).toContain('role="alert">This name and this password')
  })
})
