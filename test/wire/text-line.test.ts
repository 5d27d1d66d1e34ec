import { describe, expect, it } from 'vitest'
import {
  begins,
  beginsAnyCase,
  beginsWithOne,
  indexOfByte,
  indexOfWord,
  isText,
  lineFeed,
  Match,
  replyCode,
} from '../../src/wire/text-line.ts'
import { onlyThese } from './guarded-bytes.ts'

const text = (words: string): Uint8Array => onlyThese(Uint8Array.from(Buffer.from(words, 'latin1')))
const matchWith =
  (reader: (bytes: Uint8Array, from: number, to: number, word: string) => Match, word: string) =>
  (words: string): Match =>
    reader(text(words), 0, words.length, word)

describe('a word at the beginning of bytes', () => {
  it('is there as a whole, so far, or not', () => {
    const match = matchWith(begins, 'EHLO')
    expect(['EHLO', 'EHLO a', 'EH', '', 'ehlo', 'HELO', 'EHX'].map(match)).toEqual([
      Match.whole,
      Match.whole,
      Match.soFar,
      Match.soFar,
      Match.no,
      Match.no,
      Match.no,
    ])
  })

  it('may be in either case, but stays a word', () => {
    const match = matchWith(beginsAnyCase, 'A1[')
    expect(['A1[', 'a1[', 'a1', 'a1{', '\x411['].map(match)).toEqual([
      Match.whole,
      Match.whole,
      Match.soFar,
      Match.no,
      Match.whole,
    ])
  })

  it('is the best of several', () => {
    const match = (words: string) => beginsWithOne(text(words), 0, words.length, ['NICK', 'NO'])
    expect(['NO', 'NOTICE', 'N', 'USER'].map(match)).toEqual([
      Match.whole,
      Match.whole,
      Match.soFar,
      Match.no,
    ])
  })
})

describe('what stands in bytes', () => {
  it('is found where it is, within the bounds', () => {
    const bytes = text('220 mx esmtp\n')
    expect(indexOfWord(bytes, 0, 13, 'SMTP')).toBe(8)
    expect(indexOfWord(bytes, 0, 11, 'SMTP')).toBe(-1)
    expect(indexOfByte(bytes, 4, 13, 0x20)).toBe(6)
    expect(indexOfByte(bytes, 4, 6, 0x20)).toBe(-1)
    expect(lineFeed(bytes, 0, 13)).toBe(12)
    expect(lineFeed(bytes, 0, 12)).toBe(-1)
  })

  it('is text without control characters', () => {
    const check = (words: string) => isText(text(words), 0, words.length)
    expect(['', 'a b\tc\r\n', 'Gr\xfc\xdfe'].map(check)).toEqual([true, true, true])
    expect(['\0', 'a\x1b', '\x7f'].map(check)).toEqual([false, false, false])
  })
})

describe('the number of a reply', () => {
  it('has three digits and something that ends it', () => {
    const code = (words: string) => replyCode(text(words), 0, words.length)
    expect(['220 a', '220-a', '500\r\n', '354\n'].map(code)).toEqual([220, 220, 500, 354])
    expect(['', '2', '220'].map(code)).toEqual([0, 0, 0])
    expect(['099 ', '620 ', '22a ', '2200', '220a', 'abc'].map(code)).toEqual([
      -1, -1, -1, -1, -1, -1,
    ])
  })
})
