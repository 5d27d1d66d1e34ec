import { analysisEn } from './analysis.ts'
import { cliEn } from './cli-en.ts'
import { consoleEn } from './console.ts'
import { doctorEn } from './doctor.ts'
import { reportEn } from './report.ts'
import { trafficEn } from './traffic.ts'

export const en = {
  analysis: analysisEn,
  cli: cliEn,
  console: consoleEn,
  doctor: doctorEn,
  report: reportEn,
  traffic: trafficEn,
}
