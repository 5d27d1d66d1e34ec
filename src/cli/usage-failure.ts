import type { CommanderError } from 'commander'
import { Failure } from '../base/failure.ts'

/** Commander takes a negative number for an option where a command has subcommands: it is the number that is wrong. */
const NEGATIVE = /'(-\d[^']*)'/

/** What commander found wrong with how `command` was called, as a failure of ours; undefined where it is none of the asker's. */
export const usageFailure = async (
  { code, message }: CommanderError,
  command: string,
): Promise<Failure | undefined> => {
  const word = /'([^']*)'/.exec(message)?.[1] ?? ''
  switch (code) {
    case 'commander.unknownOption': {
      const value = NEGATIVE.exec(message)?.[1]
      if (value === undefined) return new Failure('OPTION_UNKNOWN', { option: word, command })
      const api = await import('../web/api/captures.ts')
      const [min, max] = [api.CAPTURE_SECONDS_MIN, api.CAPTURE_SECONDS_MAX]
      return new Failure('NUMBER_OUT_OF_RANGE', { argument: 'seconds', value, min, max })
    }
    case 'commander.unknownCommand':
      return new Failure('COMMAND_UNKNOWN', { name: word, command })
    case 'commander.missingArgument':
      return new Failure('ARGUMENT_MISSING', { argument: word, command })
    case 'commander.optionMissingArgument':
      return new Failure('OPTION_VALUE_MISSING', { option: word, command })
    case 'commander.missingMandatoryOptionValue':
      return new Failure('OPTION_MISSING', { option: word, command })
    case 'commander.excessArguments':
      return new Failure('ARGUMENTS_TOO_MANY', {
        given: /but got \d+: (.*)\.$/s.exec(message)?.[1] ?? '',
        command,
      })
    default:
      return undefined
  }
}
