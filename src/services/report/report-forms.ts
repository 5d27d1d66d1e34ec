import type { Database } from '../../db/database.ts'

/** Reports of one statement: some megabytes. */
const FORMS_PER_DELETE = 100

/** Reports that were made before `before` (ms), are no longer to be delivered, and still have their forms. */
export const countOldForms = async (db: Database, before: number): Promise<number> => {
  const { count } = await selectOld(db, before)
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()
  return Number(count)
}

/** Deletes their forms, which are the bulk of a report. Its line stays: it says that there was one. */
export const dropOldForms = async (db: Database, before: number): Promise<void> => {
  for (;;) {
    const rows = await selectOld(db, before)
      .select('report_forms.report_id')
      .limit(FORMS_PER_DELETE)
      .execute()
    if (rows.length === 0) return
    const ids = rows.map(({ report_id }) => report_id)
    await db.deleteFrom('report_forms').where('report_id', 'in', ids).execute()
  }
}

const selectOld = (db: Database, before: number) =>
  db
    .selectFrom('report_forms')
    .innerJoin('reports', 'reports.report_id', 'report_forms.report_id')
    .where('produced_at', '<', new Date(before))
    .where('state', 'in', ['delivered', 'failed'])
