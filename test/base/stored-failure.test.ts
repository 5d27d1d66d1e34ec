import { expect, it } from 'vitest'
import { failureCatalogue } from '../../src/base/failure-catalogue.ts'
import { failureSchema } from '../../src/base/failure-schema.ts'
import { sentenceOf } from '../../src/base/failure-sentence.ts'
import { storedFailure } from '../../src/base/stored-failure.ts'

it('is read as it was written, for every code that is given', () => {
  expect(storedFailure(null)).toBeNull()
  for (const code of Object.keys(failureCatalogue)) {
    expect(storedFailure(JSON.stringify({ code, values: { id: 'x' } }))).toEqual({
      code,
      values: { id: 'x' },
    })
  }
})

it('says what it said, under the code of today, where an earlier version gave another', () => {
  const written = { code: 'LOG_DAMAGED', values: { position: 7, reason: 'the event is missing' } }
  const read = failureSchema.parse(storedFailure(JSON.stringify(written)))
  expect(sentenceOf(read, 'en')).toContain('event 7 of the log is missing')
})
