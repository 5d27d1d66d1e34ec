import { spawnSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { readCaptureFile } from '../../../../src/services/traffic/files/file-source.ts'
import { files, pathOf, reason } from './corpus.ts'

/** Wireshark's reader of files is another one than ours. */
const hasCapinfos = spawnSync('capinfos', ['--version']).status === 0
const why = hasCapinfos
  ? reason
  : ' (skipped: there is no capinfos; as root: apt-get install wireshark-common)'
const suite = hasCapinfos && files.length > 0 ? describe : describe.skip

/** Packets and bytes on the wire of each file, as capinfos counts them. */
const counts = (): Map<string, string> => {
  const { stdout } = spawnSync(
    'capinfos',
    ['-T', '-m', '-r', '-M', '-c', '-d', ...files.map(pathOf)],
    {
      encoding: 'utf8',
    },
  )
  const rows = stdout.trimEnd().split('\n')
  return new Map(
    rows.map((row) => {
      const [name = '', packets, bytes] = row.split(',')
      return [name, `${packets} packets, ${bytes} bytes`]
    }),
  )
}

suite(`the packets of ${files.length} real captures${why}`, () => {
  it('are as many, and as long on the wire, as capinfos counts', async () => {
    const expected = counts()
    const unlike: string[] = []
    for (const file of files) {
      let packets = 0
      let bytes = 0
      const frame = (_: Uint8Array, _at: number, _captured: number, wireLength: number) => {
        packets++
        bytes += wireLength
      }
      const { brokenOff } = await readCaptureFile(pathOf(file), { frame }, {})
      const found = `${packets} packets, ${bytes} bytes`
      const theirs = expected.get(pathOf(file))
      if (found !== theirs || brokenOff !== null)
        unlike.push(`${file}: ${found} (capinfos: ${theirs}) ${JSON.stringify(brokenOff)}`)
    }
    expect(unlike).toEqual([])
  })
})
