import { sentenceOf } from '../../base/failure-sentence.ts'
import { escapeHtml } from '../../base/html.ts'
import type { SendFailure } from '../failure-answer.ts'
import { languageOf } from './language.ts'
import { page } from './page.ts'

/** For a person: a page with the sentence and its code. */
export const sendFailurePage: SendFailure = (failure, request, reply) => {
  const language = languageOf(request.headers)
  const sentence = `${sentenceOf(failure, language)} [${failure.code}]`
  void reply
    .type('text/html')
    .send(page(language, 'Vigie', `<main><p role="alert">${escapeHtml(sentence)}</p></main>`))
}
