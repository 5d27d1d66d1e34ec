import { analysisFr } from './analysis.ts'
import { cliFr } from './cli-fr.ts'
import { consoleFr } from './console.ts'
import { doctorFr } from './doctor.ts'
import type { en } from './en.ts'
import { reportFr } from './report.ts'
import { trafficFr } from './traffic.ts'
import type { Translated } from './translated.ts'

export const fr: Translated<typeof en> = {
  analysis: analysisFr,
  cli: cliFr,
  console: consoleFr,
  doctor: doctorFr,
  report: reportFr,
  traffic: trafficFr,
}
