/** The upkeep slice: what grows is dropped when its time is over. */
export type { KeptDays } from './retention.ts'
export { UpkeepService } from './upkeep-service.ts'
