import type { z } from 'zod'

/** Something that the daemon sends as bytes, however many: described once, as an endpoint is. */
export type Download<Params extends z.ZodType = z.ZodType, Query extends z.ZodType = z.ZodType> = {
  readonly method: 'GET'
  readonly path: string
  readonly summary: string
  readonly params: Params
  readonly query: Query
  /** The media type of the bytes. */
  readonly type: string
}

export const download = <Params extends z.ZodType, Query extends z.ZodType>(
  one: Omit<Download<Params, Query>, 'method'>,
): Download<Params, Query> => ({ method: 'GET', ...one })
