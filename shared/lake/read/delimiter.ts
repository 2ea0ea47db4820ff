import { CustomerError } from '../../model/errors.ts'

/** Those that are found out; any other must be configured. */
export const delimiters = [',', ';', '|', '\t'] as const

/** The configured `delimiter` as one byte; `\t` and `tab` are understood. No digit, which would cut numbers. */
export function configuredDelimiter(text: string): string {
  const delimiter = text === '\\t' || text.toLowerCase() === 'tab' ? '\t' : text
  if (delimiter.length === 1 && delimiter.charCodeAt(0) < 128 && !/["\r\n\0\d]/.test(delimiter)) return delimiter
  throw new CustomerError(
    'VALIDATION_FAILED',
    `delimiter must be one character such as "," ";" "|" or a tab, not ${JSON.stringify(text)}`,
  )
}

/**
 * The delimiter that cuts most of the first 50 lines into as many cells as the first line, more cells winning over
 * fewer; quoted text is not looked at. A file without any of them has one column, and the comma is as good as another.
 */
export function detectDelimiter(head: string): string {
  const lines = unquotedLines(head, 50)
  const scored = delimiters.map((delimiter) => {
    const counts = lines.map((line) => line.split(delimiter).length - 1)
    const first = counts[0] ?? 0
    const agreeing = first === 0 ? 0 : counts.filter((count) => count === first).length / lines.length
    return { delimiter, agreeing, first }
  })
  scored.sort((a, b) => b.agreeing - a.agreeing || b.first - a.first)
  return scored[0]!.agreeing > 0 ? scored[0]!.delimiter : ','
}

/** The lines of a text with everything inside quotes taken out. The last line may be cut off: it is left out. */
function unquotedLines(head: string, most: number): string[] {
  const lines = head
    .replace(/"(?:[^"]|"")*"/g, '')
    .split(/\r\n|\n|\r/)
    .slice(0, most + 1)
  if (lines.length > 1) lines.pop()
  return lines.filter((line) => line.trim() !== '')
}

/** Excel's hint in the first line, also in quotes: `sep=;`. The whole line, and the delimiter that it names. */
export const delimiterHint = (text: string): RegExpExecArray | null =>
  /^"?sep=([^\r\n"\d])"?[,;\t ]*(?:\r\n|\n|\r)/i.exec(text.slice(0, 64))
