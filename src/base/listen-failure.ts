import { Failure } from './failure.ts'

/** Where a server was to listen, and the settings that say so. */
export type ListenPlace = {
  readonly host: string
  readonly port: number
  readonly hostSetting: string
  readonly portSetting: string
}

/** Why it could not, as the failure that a person reads. What is the fault of neither port nor host comes back as it is. */
export const listenFailure = (thrown: unknown, place: ListenPlace): unknown => {
  const { host, port, hostSetting, portSetting } = place
  switch (thrown instanceof Error && 'code' in thrown ? thrown.code : undefined) {
    case 'EADDRINUSE':
      return new Failure('PORT_TAKEN', { host, port, setting: portSetting }, { cause: thrown })
    case 'EACCES':
      return new Failure(
        'PORT_NOT_PERMITTED',
        { host, port, setting: portSetting },
        { cause: thrown },
      )
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return new Failure('HOST_NOT_OURS', { host, setting: hostSetting }, { cause: thrown })
    default:
      return thrown
  }
}
