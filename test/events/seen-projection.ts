import { sql } from 'kysely'
import type { Projection } from '../../src/events/index.ts'

/** Writes a row for every event into a table without keys, so that an event that counted twice stands there twice. */
export const seenProjection = (name: string, slowSeconds = 0): Projection => ({
  name,
  version: 1,
  tables: [],
  handles: ['Counted'],
  project: async (trx, { position, data }) => {
    await sql`
      INSERT INTO seen VALUES (${name}, ${position}, ${data['step']} + SLEEP(${slowSeconds}))
    `.execute(trx)
  },
})
