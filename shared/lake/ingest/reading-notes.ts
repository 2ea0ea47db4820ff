import type { CsvFacts, CsvShape } from '../read/csv-listener.ts'

export interface ReadingNotes {
  /** How the bytes became text; missing where they are UTF-8. */
  encoding?: string
  /** Lines above the header that were left out; missing where there are none. */
  skipped_lines?: number
  /** Sentences about how the file was read; missing where there are none. */
  notes?: string[]
}

const many = (count: number, one: string, several = `${one}s`) => `${count} ${count === 1 ? one : several}`

/** The part of a dataset's answer that says how a file was read: nothing of a plain file. */
export function readingNotes(facts: CsvFacts, shape: CsvShape): ReadingNotes {
  const { encoding, skipped, untextual, padding, foreignLineEnds } = facts
  const notes: string[] = []
  const isFound = !encoding.startsWith('UTF-') && !shape.encoding
  if (isFound) {
    notes.push(`the file is not UTF-8: its letters look like ${encoding}; if they are another's, set options.encoding`)
  }
  if (skipped) {
    notes.push(`${many(skipped, 'line')} above the header left out; options.skip_lines sets how many`)
  }
  if (facts.escape) notes.push('backslashes before quotes are read as part of the quoting')
  if (untextual) {
    notes.push(`${many(untextual, 'cell')} read as blank: their bytes are not ${encoding} text`)
  }
  if (padding) notes.push(`${many(padding, 'byte')} of padding left out (NUL, or the end-of-file mark 0x1A)`)
  if (foreignLineEnds) notes.push('lines end with a line separator of Unicode (U+2028, U+2029 or U+0085)')
  return {
    ...(encoding !== 'UTF-8' && { encoding }),
    ...(skipped && { skipped_lines: skipped }),
    ...(notes.length && { notes }),
  }
}
