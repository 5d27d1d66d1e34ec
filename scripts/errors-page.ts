/** docs/errors.md as the catalogue of failures makes it. */
import {
  exitStatuses,
  type FailureCode,
  type FailureEntry,
  type FailureKind,
  failureCatalogue,
} from '../src/base/failure-catalogue.ts'
import { failuresEn } from '../src/base/text/failures-en.ts'

const kinds: { readonly [Kind in FailureKind]: string } = {
  refused: 'asked wrongly, and the same command will fail again',
  failed: 'the world must change first, then the same command may work',
  malformed: 'what somebody else sent cannot be read; it is counted and dropped',
}

const entries: readonly (readonly [string, FailureEntry])[] = Object.entries(failureCatalogue)

const introduction = (): string => `# Failures

Made from \`src/base/failure-catalogue.ts\` by \`npm run docs:errors\`; a test fails where the two differ.

What Vigie cannot do it says in one line: what happened, what to do, and a code, as in
\`vigie: there is no capture 3k9fq2m8xa7d; "vigie captures" lists those there are [CAPTURE_UNKNOWN]\`. The codes stay; sentences may change, and each is there in French too.
With \`--json\`, and from the API, a failure is an object: \`{ "failure": { "code": "CAPTURE_UNKNOWN", "values": { "id": "3k9fq2m8xa7d" } }, "message": "…" }\`.
Its values are what stands in braces below. They are texts, but for these numbers: ${numbers().join(', ')}.`

const numbers = (): string[] => {
  const names = entries.flatMap(([, { operands }]) =>
    Object.entries(operands).flatMap(([name, type]) => (type === 'number' ? [`\`${name}\``] : [])),
  )
  return [...new Set(names)].sort()
}

const section = (kind: FailureKind): string =>
  [
    `## ${kind[0]?.toUpperCase()}${kind.slice(1)}: ${kinds[kind]}`,
    '',
    `Exit status ${exitStatuses[kind]}.`,
    '',
    '| code | HTTP | what happened | what to do |',
    '|---|---|---|---|',
    ...entries
      .filter(([, entry]) => entry.kind === kind)
      .map(([code, { httpStatus }]) => row(code as FailureCode, httpStatus)),
  ].join('\n')

const row = (code: FailureCode, httpStatus: number): string => {
  const [happened, remedy] = failuresEn[code].map((text) =>
    text.replaceAll(/\{\{(\w+)\}\}/g, '{$1}').replaceAll(/[*|]/g, String.raw`\$&`),
  )
  return `| \`${code}\` | ${httpStatus} | ${happened} | ${remedy} |`
}

export const errorsPage = (): string =>
  `${[introduction(), ...(Object.keys(kinds) as FailureKind[]).map(section)].join('\n\n')}\n`
