/** `bytes`, but every read of a byte outside [from, to) is told, and every part that is taken and goes beyond; of a part nothing more is told. */
export const guardedBytes = (
  bytes: Uint8Array,
  from: number,
  to: number,
  onOutside: (at: number) => void,
): Uint8Array =>
  new Proxy(bytes, {
    get: (target, key) => {
      if (key === 'subarray')
        return (start: number, end: number) => {
          if (start < from) onOutside(start)
          if (end > to) onOutside(end - 1)
          return target.subarray(start, end)
        }
      const at = typeof key === 'string' ? Number(key) : Number.NaN
      if (Number.isNaN(at)) return Reflect.get(target, key, target)
      if (at < from || at >= to) onOutside(at)
      return target[at]
    },
  })

/** Like `guardedBytes`, for a reader that is given all of `bytes`: it fails where it reads more. */
export const onlyThese = (bytes: Uint8Array): Uint8Array =>
  guardedBytes(bytes, 0, bytes.length, (at) => {
    throw new Error(`read byte ${at} of ${bytes.length}`)
  })
