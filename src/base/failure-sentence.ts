import type { FailureData } from './failure.ts'
import { failuresEn } from './text/failures-en.ts'
import { failuresFr } from './text/failures-fr.ts'
import type { Language } from './text.ts'

const sentences = { en: failuresEn, fr: failuresFr }
/** What stands between what happened and what to do. */
const between = { en: '; ', fr: ' ; ' }

/**
 * One line that says what happened and what to do. Operands are inserted as they are: the caller escapes for its medium. One that is
 * missing, because another version wrote the failure, is "…".
 */
export const sentenceOf = ({ code, values }: FailureData, language: Language): string =>
  sentences[language][code]
    .join(between[language])
    .replaceAll(/\{\{(\w+)\}\}/g, (_, operand: string) => String(values[operand] ?? '…'))
