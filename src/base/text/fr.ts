import { cliFr } from './cli-fr.ts'
import { consoleFr } from './console.ts'
import { doctorFr } from './doctor.ts'
import type { en } from './en.ts'
import { failuresFr } from './failures-fr.ts'
import { reportFr } from './report.ts'
import { trafficFr } from './traffic.ts'

/** The same tree with the same keys: a text that is missing in French does not compile. */
type Translated<Tree> = {
  readonly [Key in keyof Tree]: Tree[Key] extends string ? string : Translated<Tree[Key]>
}

export const fr: Translated<typeof en> = {
  cli: cliFr,
  console: consoleFr,
  doctor: doctorFr,
  failures: failuresFr,
  report: reportFr,
  traffic: trafficFr,
}
