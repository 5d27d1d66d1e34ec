import { failuresEn } from './failures-en.ts'

export const en = { failures: failuresEn }
