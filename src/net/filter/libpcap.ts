import { ffi } from '../libc.ts'

/** A `pcap_t *`. Owned by whoever created it, until `close`. */
export type PcapHandle = bigint

type Compile = (
  handle: PcapHandle,
  program: Uint8Array,
  filter: string,
  optimize: number,
  netmask: number,
) => number

/** The part of libpcap that compiles filters; pcap(3PCAP) has each function's contract. */
export type Libpcap = {
  /** Null where it fails; `errors` must hold `errorBytes`. */
  readonly create: (interfaceName: string, errors: Uint8Array) => PcapHandle | null
  readonly setSnaplen: (handle: PcapHandle, bytes: number) => number
  /** 0 or a positive warning where it is active; negative: one of `pcapError`. */
  readonly activate: (handle: PcapHandle) => number
  readonly openDead: (linkType: number, snaplenBytes: number) => PcapHandle | null
  readonly dataLink: (handle: PcapHandle) => number
  readonly compile: Compile
  /** The same in a thread of Node's pool: a filter that names a host waits for the resolver. */
  readonly compileAside: (...of: Parameters<Compile>) => Promise<number>
  /** 0 where the program does not take the packet; `header` is a struct pcap_pkthdr. */
  readonly offlineFilter: (program: Uint8Array, header: Uint8Array, packet: Uint8Array) => number
  readonly freeCode: (program: Uint8Array) => void
  readonly error: (handle: PcapHandle) => string
  readonly close: (handle: PcapHandle) => void
  /** Instructions that libpcap owns, until `freeCode`. */
  readonly view: (address: bigint, length: number) => ArrayBuffer
}

/** PCAP_ERRBUF_SIZE, pcap/pcap.h. */
export const errorBytes = 256

/** DLT_EN10MB, pcap/dlt.h: Ethernet, and Linux's loopback, which carries empty Ethernet headers. */
export const linkTypeEthernet = 1

/** What `activate` returns, pcap/pcap.h. */
export const pcapError = {
  noSuchDevice: -5,
  permissionDenied: -8,
  interfaceNotUp: -9,
  promiscuousDenied: -11,
} as const

/** Debian's name first, then that of other Linux distributions, then macOS. */
const LIBRARY_NAMES = ['libpcap.so.0.8', 'libpcap.so.1', 'libpcap.dylib'] as const

let functions: Libpcap | undefined

/** Throws what the loader throws where libpcap is not installed. */
export const libpcap = (): Libpcap => {
  functions ??= declare()
  return functions
}

const open = () => {
  let refusal: unknown
  for (const name of LIBRARY_NAMES) {
    try {
      return ffi().load(name)
    } catch (error) {
      refusal ??= error
    }
  }
  throw refusal
}

const declare = (): Libpcap => {
  const library = open()
  const compile = library.func('int pcap_compile(void *, void *, const char *, int, uint32_t)')
  return {
    create: library.func('void *pcap_create(const char *, void *)'),
    setSnaplen: library.func('int pcap_set_snaplen(void *, int)'),
    activate: library.func('int pcap_activate(void *)'),
    openDead: library.func('void *pcap_open_dead(int, int)'),
    dataLink: library.func('int pcap_datalink(void *)'),
    compile,
    compileAside: (...of) =>
      new Promise((resolve, reject) => {
        compile.async(...of, (error: unknown, result: number) =>
          error ? reject(error) : resolve(result),
        )
      }),
    offlineFilter: library.func('int pcap_offline_filter(void *, void *, void *)'),
    freeCode: library.func('void pcap_freecode(void *)'),
    error: library.func('const char *pcap_geterr(void *)'),
    close: library.func('void pcap_close(void *)'),
    view: (address, length) => ffi().view(address, length),
  }
}
