/**
 * The event log: append, read, follow, project. Knows no domain: the catalogue of types comes from outside.
 * May be imported by services, jobs, workers, web and main; imports db and base.
 */
export type { Database } from '../db/database.ts'
export { isDatabaseAway } from '../db/database-away.ts'
export { type AppendRequest, WrongVersion } from './append-request.ts'
export { Appender } from './appender.ts'
export { Checkpoints } from './checkpoint.ts'
export {
  type CommandContext,
  CommandRunner,
  workerCommand,
} from './command-runner.ts'
export { type Decider, stateAfter } from './decider.ts'
export type { DomainEvent, EventOf, EventTypes, StoredEvent } from './event.ts'
export { EventCatalogue } from './event-catalogue.ts'
export { EMPTY_LOG_HASH, eventHash, eventId } from './event-hash.ts'
export { follow } from './follower.ts'
export { CHAIN_START, LogAudit } from './log-audit.ts'
export { type ChainLink, type ChainRow, followChain } from './log-chain.ts'
export { LogReader } from './log-reader.ts'
export { LogTail } from './log-tail.ts'
export { type Projection, projectionOf } from './projection.ts'
export { ProjectionRunner } from './projection-runner.ts'
export { Snapshots } from './snapshots.ts'
