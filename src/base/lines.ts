/** What could forge lines, steer a terminal, or turn the direction of a text. */
const UNPRINTABLE = /[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]+/gu

/** A text on one line that shows what it says: control characters become a blank. */
export const printable = (text: string): string => text.replaceAll(UNPRINTABLE, ' ')

/** A text as lines of at most `columns` letters, broken between words, or within a word that is longer. Its own line breaks stay. */
export const wrapped = (text: string, columns: number): readonly string[] =>
  text.split('\n').flatMap((paragraph) => {
    const lines: string[] = []
    let line = ''
    for (const word of paragraph.split(' ')) {
      const longer = line === '' ? word : `${line} ${word}`
      if (longer.length <= columns) {
        line = longer
        continue
      }
      if (line !== '') lines.push(line)
      line = word
      for (; line.length > columns; line = line.slice(columns)) lines.push(line.slice(0, columns))
    }
    return [...lines, line]
  })
