import { constants } from 'node:os'
import { Failure } from '../base/failure.ts'
import { listInterfaces } from './interfaces.ts'
import { errnoName } from './libc.ts'
import type { Driver } from './packet-source.ts'

/** A system call on the way to frames that failed, as the failure that a person reads. */
export const captureFailure = (interfaceName: string, call: string, errno: number): Failure => {
  switch (errno) {
    case constants.errno.EPERM:
    case constants.errno.EACCES:
      return new Failure('CAPTURE_NOT_PERMITTED', { interface: interfaceName })
    case constants.errno.ENODEV:
    case constants.errno.ENXIO:
    case constants.errno.ENETDOWN:
      return interfaceGone(interfaceName)
    default:
      return captureFailed(interfaceName, `${call}: ${errnoName(errno)}`)
  }
}

export const captureFailed = (interfaceName: string, reason: string): Failure =>
  new Failure('CAPTURE_FAILED', { interface: interfaceName, reason })

export const interfaceGone = (interfaceName: string): Failure =>
  new Failure('INTERFACE_GONE', { interface: interfaceName })

/** The sensor is left empty: only the caller knows under which name this machine is known. */
export const interfaceUnknown = (interfaceName: string): Failure =>
  new Failure('INTERFACE_UNKNOWN', {
    interface: interfaceName,
    sensor: '',
    known: listInterfaces()
      .map(({ name }) => name)
      .join(', '),
  })

export const driverUnavailable = (driver: Driver, reason: string, cause?: unknown): Failure =>
  new Failure('DRIVER_UNAVAILABLE', { driver, reason }, { cause })

/** Neither driver hands out anything but Ethernet frames, which is what the decoder reads. */
export const linkTypeUnsupported = (
  driver: Driver,
  interfaceName: string,
  linkType: string,
): Failure =>
  driverUnavailable(driver, `${interfaceName} carries ${linkType}, and only Ethernet is read`)
