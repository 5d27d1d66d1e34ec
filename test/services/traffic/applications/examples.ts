import { datagramExamples } from './datagram-examples.ts'
import { encodedExamples } from './encoded-examples.ts'
import { mailExamples } from './mail-examples.ts'
import type { Examples } from './spoken.ts'
import { streamExamples } from './stream-examples.ts'
import { textExamples } from './text-examples.ts'

export const examples: Examples = [
  ...mailExamples,
  ...textExamples,
  ...streamExamples,
  ...encodedExamples,
  ...datagramExamples,
]
