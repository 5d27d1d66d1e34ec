import { assert } from '../../base/assert.ts'
import { Failure, reasonOf } from '../../base/failure.ts'
import {
  captureFailed,
  driverUnavailable,
  interfaceGone,
  interfaceUnknown,
  linkTypeUnsupported,
} from '../capture-failure.ts'
import type { Driver } from '../packet-source.ts'
import {
  errorBytes,
  type Libpcap,
  libpcap,
  linkTypeEthernet,
  type PcapHandle,
  pcapError,
} from './libpcap.ts'

/** A classic BPF program that returns the number of bytes to keep of a frame, 0 for none. */
export type FilterProgram = {
  /**
   * `struct sock_filter[]` of linux/filter.h: 8 bytes each, in the machine's byte order. A Buffer, whose memory lies still: a small
   * typed array may lie on V8's own heap and be moved while the kernel is given its address.
   */
  readonly instructions: Buffer
  readonly length: number
}

/** Longer than any filter that a person writes; the compiler's time grows faster than the text. */
const MAX_FILTER_CHARACTERS = 1_024

/** BPF_MAXINSNS of linux/bpf_common.h: the kernel refuses longer programs. */
const MAX_PROGRAM_LENGTH = 4_096

/** sizeof(struct sock_filter): code u16, jt u8, jf u8, k u32. */
const INSTRUCTION_BYTES = 8

/** sizeof(struct bpf_program) on 64 bits: length u32, padding, pointer. */
const PROGRAM_BYTES = 16
const PROGRAM_ADDRESS_AT = 8

/** BPF_RET | BPF_K of linux/bpf_common.h. */
const RETURN_CONSTANT = 0x06

/** PCAP_NETMASK_UNKNOWN: `ip broadcast` is then refused instead of being answered wrongly. */
const NETMASK_UNKNOWN = 0xffff_ffff

/**
 * Only `vlan` compiles differently for an opened interface: Linux takes a frame's tag off, and the filter has to ask for it elsewhere
 * (gencode.c of libpcap, BPF_SPECIAL_VLAN_HANDLING). A host of that name costs the detour, no more.
 */
const DEPENDS_ON_INTERFACE = 'vlan'

/** Snaplen of the check without an interface; it does not change what compiles. */
const CHECK_SNAPLEN_BYTES = 65_535

/** Every frame, cut to `snaplenBytes`. Needs no libpcap. */
export const acceptAll = (snaplenBytes: number): FilterProgram => {
  const instructions = Buffer.alloc(INSTRUCTION_BYTES)
  instructions.writeUInt16LE(RETURN_CONSTANT, 0)
  instructions.writeUInt32LE(snaplenBytes, 4)
  return { instructions, length: 1 }
}

/**
 * Compiles `filter` for one interface, as pcap-filter(7) has it, with `snaplenBytes` as what a match returns. For the driver `cap`, and
 * where the filter depends on the interface, it opens that interface as libpcap does: this needs the privilege to capture, sets up and
 * takes down a ring of libpcap's own and takes some 40 ms, and also tells whether libpcap can open it.
 * Fails as opening does: FILTER_INVALID, CAPTURE_NOT_PERMITTED, INTERFACE_UNKNOWN, INTERFACE_GONE, DRIVER_UNAVAILABLE.
 * A filter that names a host waits for the resolver.
 */
export const compileFilter = (
  interfaceName: string,
  filter: string,
  snaplenBytes: number,
  driver: Driver = 'ring',
): FilterProgram => {
  checkText(filter)
  const pcap = load(driver)
  const handle =
    driver === 'cap' || filter.includes(DEPENDS_ON_INTERFACE)
      ? activate(pcap, driver, interfaceName, snaplenBytes)
      : openDead(pcap, snaplenBytes)
  const program = Buffer.alloc(PROGRAM_BYTES)
  try {
    if (pcap.compile(handle, program, filter, 1, NETMASK_UNKNOWN) !== 0)
      throw new Failure('FILTER_INVALID', { filter, reason: pcap.error(handle) })
    return copied(pcap, program, filter)
  } finally {
    pcap.freeCode(program)
    pcap.close(handle)
  }
}

/**
 * Rejects with FILTER_INVALID where `filter` does not compile for Ethernet. Needs no privilege and no interface, and does not
 * block the thread: a host name in the filter is looked up meanwhile. The interface may still refuse what passes here.
 */
export const checkFilter = async (filter: string): Promise<void> => {
  checkText(filter)
  const pcap = load('ring')
  const handle = openDead(pcap, CHECK_SNAPLEN_BYTES)
  const program = Buffer.alloc(PROGRAM_BYTES)
  try {
    if ((await pcap.compileAside(handle, program, filter, 1, NETMASK_UNKNOWN)) !== 0)
      throw new Failure('FILTER_INVALID', { filter, reason: pcap.error(handle) })
    checkLength(program.readUInt32LE(0), filter)
  } finally {
    pcap.freeCode(program)
    pcap.close(handle)
  }
}

const checkText = (filter: string): void => {
  const shown = filter.slice(0, MAX_FILTER_CHARACTERS)
  if (filter.length > MAX_FILTER_CHARACTERS) {
    const reason = `it has ${filter.length} characters, and ${MAX_FILTER_CHARACTERS} are taken`
    throw new Failure('FILTER_INVALID', { filter: shown, reason })
  }
  // C would read a shorter filter than the one that was asked for.
  if (filter.includes('\0'))
    throw new Failure('FILTER_INVALID', { filter: shown, reason: 'it contains a NUL character' })
}

const checkLength = (length: number, filter: string): void => {
  if (length >= 1 && length <= MAX_PROGRAM_LENGTH) return
  const reason = `it compiles to ${length} instructions, and the kernel takes ${MAX_PROGRAM_LENGTH}`
  throw new Failure('FILTER_INVALID', { filter, reason })
}

const load = (driver: Driver): Libpcap => {
  try {
    return libpcap()
  } catch (error) {
    throw driverUnavailable(driver, `libpcap cannot be loaded (${reasonOf(error)})`, error)
  }
}

/** A handle that compiles for Ethernet and captures nothing; whoever opens it closes it. */
export const openDead = (pcap: Libpcap, snaplenBytes: number): PcapHandle => {
  const handle = pcap.openDead(linkTypeEthernet, snaplenBytes)
  assert(handle !== null, 'pcap_open_dead fails only for want of memory')
  return handle
}

const activate = (
  pcap: Libpcap,
  driver: Driver,
  interfaceName: string,
  snaplenBytes: number,
): PcapHandle => {
  const errors = Buffer.alloc(errorBytes)
  const handle = pcap.create(interfaceName, errors)
  if (handle === null) throw captureFailed(interfaceName, textOf(errors))
  try {
    pcap.setSnaplen(handle, snaplenBytes)
    const result = pcap.activate(handle)
    if (result < 0) throw activationFailure(pcap, handle, interfaceName, result)
    if (pcap.dataLink(handle) !== linkTypeEthernet)
      throw linkTypeUnsupported(driver, interfaceName, `link type ${pcap.dataLink(handle)}`)
    return handle
  } catch (error) {
    pcap.close(handle)
    throw error
  }
}

const activationFailure = (
  pcap: Libpcap,
  handle: PcapHandle,
  interfaceName: string,
  result: number,
): Failure => {
  switch (result) {
    case pcapError.noSuchDevice:
      return interfaceUnknown(interfaceName)
    case pcapError.permissionDenied:
    case pcapError.promiscuousDenied:
      return new Failure('CAPTURE_NOT_PERMITTED', { interface: interfaceName })
    case pcapError.interfaceNotUp:
      return interfaceGone(interfaceName)
    default:
      return captureFailed(interfaceName, pcap.error(handle) || `pcap_activate: ${result}`)
  }
}

/** The program leaves libpcap's memory, so that it can be freed here and now. */
const copied = (pcap: Libpcap, program: Buffer, filter: string): FilterProgram => {
  const length = program.readUInt32LE(0)
  checkLength(length, filter)
  const bytes = length * INSTRUCTION_BYTES
  const theirs = pcap.view(program.readBigUInt64LE(PROGRAM_ADDRESS_AT), bytes)
  const instructions = Buffer.alloc(bytes)
  instructions.set(new Uint8Array(theirs))
  theirs.transfer(0) // so that the view cannot outlive the memory it shows
  return { instructions, length }
}

const textOf = (errors: Buffer): string => errors.toString('latin1').split('\0', 1)[0] ?? ''
