import type { Language } from './text.ts'

/** Writes figures as people of a language read them. Pure: the time zone is said, never guessed. */
export type Format = {
  readonly count: (value: number) => string
  /** Decimal multiples, three digits: `1.23 MB`, `1,23 Mo`. */
  readonly bytes: (value: number) => string
  /** Bits a second from bytes a second: `9.84 Mbit/s`. */
  readonly rate: (bytesPerSecond: number) => string
  /** `2 h 05 min`, `61.5 s`; milliseconds in. */
  readonly duration: (milliseconds: number) => string
  /** `23.4 ms`; microseconds in. */
  readonly latency: (microseconds: number) => string
  readonly dateTime: (milliseconds: number) => string
  /** `–` for none. */
  readonly dateTimeOrNone: (milliseconds: number | null) => string
  readonly time: (milliseconds: number) => string
  /** From when to when; the day of the end only where it is another one. */
  readonly span: (from: number, to: number) => string
  readonly percent: (share: number) => string
}

const locales: { readonly [name in Language]: string } = { en: 'en-GB', fr: 'fr-FR' }
const byteUnits: { readonly [name in Language]: readonly string[] } = {
  en: ['B', 'kB', 'MB', 'GB', 'TB', 'PB'],
  fr: ['o', 'ko', 'Mo', 'Go', 'To', 'Po'],
}
const between: { readonly [name in Language]: string } = { en: 'to', fr: '–' }
const bitUnits = ['bit/s', 'kbit/s', 'Mbit/s', 'Gbit/s', 'Tbit/s']

export const formatter = (language: Language, timeZone: string): Format => {
  const locale = locales[language]
  const count = new Intl.NumberFormat(locale)
  const threeDigits = new Intl.NumberFormat(locale, { maximumSignificantDigits: 3 })
  const percent = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 1 })
  const dateTime = new Intl.DateTimeFormat(locale, {
    timeZone,
    dateStyle: 'medium',
    timeStyle: 'medium',
  })
  const time = new Intl.DateTimeFormat(locale, { timeZone, timeStyle: 'medium' })
  const day = new Intl.DateTimeFormat(locale, { timeZone, dateStyle: 'medium' })
  const scaled = (value: number, units: readonly string[]): string => {
    let unit = 0
    let rest = value
    while (rest >= 999.5 && unit < units.length - 1) {
      rest /= 1_000
      unit++
    }
    return `${threeDigits.format(rest)} ${units[unit]}`
  }
  return {
    count: (value) => count.format(value),
    bytes: (value) => scaled(value, byteUnits[language]),
    rate: (bytesPerSecond) => scaled(bytesPerSecond * 8, bitUnits),
    duration: (milliseconds) => duration(milliseconds, threeDigits),
    latency: (microseconds) => `${threeDigits.format(microseconds / 1_000)} ms`,
    dateTime: (milliseconds) => dateTime.format(milliseconds),
    dateTimeOrNone: (milliseconds) => (milliseconds === null ? '–' : dateTime.format(milliseconds)),
    time: (milliseconds) => time.format(milliseconds),
    span: (from, to) => {
      const end = day.format(from) === day.format(to) ? time : dateTime
      return `${dateTime.format(from)} ${between[language]} ${end.format(to)}`
    },
    percent: (share) => percent.format(share),
  }
}

const duration = (milliseconds: number, seconds: Intl.NumberFormat): string => {
  if (milliseconds < 120_000) return `${seconds.format(milliseconds / 1_000)} s`
  const minutes = Math.round(milliseconds / 60_000)
  if (minutes < 120) return `${minutes} min`
  return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, '0')} min`
}

/** The machine's time zone, as in Europe/Paris. */
export const machineTimeZone = (): string => new Intl.DateTimeFormat().resolvedOptions().timeZone
