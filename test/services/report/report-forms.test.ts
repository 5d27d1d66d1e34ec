import { describe, expect, it } from 'vitest'
import { composeReport } from '../../../src/services/report/report-content.ts'
import type { CaptureFigures, ReportFigures } from '../../../src/services/report/report-figures.ts'
import { renderHtml } from '../../../src/services/report/report-html.ts'
import { renderText } from '../../../src/services/report/report-text.ts'
import { figuresOf, from, nothing, traffic } from './report-examples.ts'

const content = (figures: ReportFigures, language: 'en' | 'fr' = 'en', name = 'attic') =>
  composeReport(figures, { name, language, timeZone: 'America/Argentina/ComodRivadavia' })

const tag = '<script>alert(1)</script><img src=x onerror="alert(2)">'
const forged = '\r\nNothing needs your attention.\r\n\u001b[2J\u0000\u0007'

/** Every text of a capture that comes from outside, made as bad as can be. */
const hostile = (text: string): Partial<CaptureFigures> => ({
  sensor: `s${text}`,
  interface: `i${text}`,
  filter: `f${text}`,
  state: 'failed',
  failure: { code: 'CAPTURE_FAILED', values: { interface: `i${text}`, reason: `r${text}` } },
})

const long = figuresOf({
  sensor: 'a-sensor-in-the-second-cellar-of-the-old-house',
  interface: 'enp0s31f6.4094',
  filter: `host 2001:0db8:aaaa:bbbb:cccc:dddd:eeee:ffff and tcp port 443 or ${'x'.repeat(90)}`,
  state: 'failed',
  plannedMs: 86_400_000,
  failure: { code: 'CAPTURE_FAILED', values: { interface: 'eth0', reason: 'y'.repeat(200) } },
  gaps: [{ from, to: from + 5_000, cause: 'down' }],
  lostIntervals: 3,
})

describe.each(['en', 'fr'] as const)('the text of a report, in %s', (language) => {
  it.each([
    ['a quiet time', figuresOf()],
    ['a capture that went wrong at length', long],
    ['a time without a capture', nothing],
    ['a capture that dropped much', figuresOf({}, { kernelDrops: 123_456_789 })],
  ])('has no line wider than 80 columns: %s', (_, figures) => {
    for (const line of renderText(content(figures, language)).split('\n')) {
      expect(line.length, line).toBeLessThanOrEqual(80)
    }
  })
})

describe('the text of a report', () => {
  it('breaks a long filter into lines and loses nothing of it', () => {
    const letters = renderText(content(long)).replaceAll(/[^x]/g, '').length
    expect(letters).toBeGreaterThanOrEqual(90)
  })

  it('begins with what needs a look, before any figure', () => {
    const text = renderText(content(figuresOf({ lostIntervals: 1 })))
    expect(text.indexOf('Look at this')).toBeGreaterThan(0)
    expect(text.indexOf('Look at this')).toBeLessThan(text.indexOf('Packets'))
  })

  it('lets nobody forge a line of it, or steer the terminal that shows it', () => {
    const text = renderText(content(figuresOf(hostile(forged))))
    expect(text.split('\n')).not.toContain('Nothing needs your attention.')
    expect(text).not.toMatch(/[^\P{Cc}\n]/u)
  })

  it('names destinations as devices asked for them, devices as they call themselves, and what was said', () => {
    const text = renderText(content(figuresOf()))
    expect(text).toMatch(/^tls +tcp 443 +1,200 +1\.23 MB +100%$/m)
    expect(text).toMatch(/^www\.example\.org +900 kB +335 kB +100%\n2001:0db8:1111:/m)
    expect(text).toMatch(/^attic-pi +02:00:00:00:00:01 +900 kB +335 kB\n2001:\S+ +random MAC$/m)
    expect(text).toMatch(/^Servers answered within, on average +23\.4 ms$/m)
    expect(text).toMatch(/^The name does not exist +2 \(8\.3%\)$/m)
    expect(text).toMatch(/^tls +1\.3 +36$/m)
  })

  it('ends with a line break', () => {
    expect(renderText(content(nothing))).toMatch(/[^\n]\n$/)
  })
})

describe('the page of a report', () => {
  const tags = (html: string) => [...new Set([...html.matchAll(/<(\w+)/g)].map(([, name]) => name))]

  it.each(['en', 'fr'] as const)('is in the language %s, and says so', (language) => {
    expect(renderHtml(content(figuresOf(), language))).toContain(`<html lang="${language}">`)
  })

  it('has no tag more for what somebody named a sensor, an interface, a filter or a host', () => {
    const bad = figuresOf(hostile(tag))
    const figures: ReportFigures = {
      ...bad,
      traffic: {
        ...traffic,
        protocols: [{ protocol: tag, port: 0, application: tag, packets: 1, bytes: 1 }],
        devices: traffic.devices.map((row) => ({ ...row, name: tag, vendor: tag })),
        destinations: traffic.destinations.map((row) => ({ ...row, address: tag, name: tag })),
        details: [{ application: tag, detail: tag, count: 1 }],
      },
    }
    const html = renderHtml(content(figures, 'en', tag))
    expect(tags(html).sort()).toEqual(
      tags(renderHtml(content(figuresOf(hostile('x')), 'en', 'x'))).sort(),
    )
    expect(html).not.toMatch(/<script|<img|="alert/)
    expect(html).toContain('&lt;script&gt;')
  })

  it('lets no quote end an attribute', () => {
    const html = renderHtml(content(figuresOf(hostile('" onmouseover="x')), 'en', '" onload="x'))
    expect(html).not.toMatch(/" on(mouseover|load)="/)
  })

  it('fetches nothing and runs nothing', () => {
    const html = renderHtml(content(long))
    expect(html).not.toMatch(/<(script|link|iframe|img|object|form)|\bsrc=|\bhref=|url\(|@import/i)
  })

  it('closes every tag that it opens', () => {
    const html = renderHtml(content(long)).replaceAll(/<!doctype html>|<meta [^>]*>|<br>/g, '')
    const open: (string | undefined)[] = []
    for (const [, slash, name] of html.matchAll(/<(\/?)(\w+)[^>]*>/g)) {
      if (slash === '') open.push(name)
      else expect(open.pop()).toBe(name)
    }
    expect(open).toEqual([])
  })

  it('has every table of the text', () => {
    const told = content(figuresOf())
    const cells = told.tables.flatMap(({ title, rows }) => [title, ...rows.flat()])
    expect(cells).toContain('attic-pi\n2001:0db8:aaaa:bbbb:cccc:dddd:eeee:ffff')
    for (const cell of cells) {
      expect(renderHtml(told)).toContain(cell.replaceAll('\n', '<br>'))
    }
  })

  it('says the same figures as the text', () => {
    const told = content(figuresOf())
    for (const [name, value] of told.totals) {
      expect(renderHtml(told)).toContain(value)
      expect(renderText(told)).toMatch(new RegExp(`${name} +${value.replaceAll(/[()]/g, '\\$&')}`))
    }
  })
})
