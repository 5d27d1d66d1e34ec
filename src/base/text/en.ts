import { failuresEn } from './failures-en.ts'
import { reportEn } from './report.ts'
import { trafficEn } from './traffic.ts'

export const en = { failures: failuresEn, report: reportEn, traffic: trafficEn }
