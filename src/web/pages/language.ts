import type { IncomingHttpHeaders } from 'node:http'
import { type Language, languages } from '../../base/text.ts'

/** The first of our languages that the browser names. */
export const languageOf = (headers: IncomingHttpHeaders): Language => {
  const wanted = (headers['accept-language'] ?? '').toLowerCase().split(',')
  return (
    wanted.map((part) => languages.find((one) => part.trim().startsWith(one))).find(Boolean) ?? 'en'
  )
}
