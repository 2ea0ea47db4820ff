/**
 * The first `limit` records of CSV text as RFC 4180 writes it, each with where it ends in the text. A last record
 * without a line end counts only where the text is `complete`.
 */
export function csvRecords(text: string, delimiter: string, limit: number, complete: boolean) {
  const records: { fields: string[]; end: number }[] = []
  let fields: string[] = []
  let field = ''
  let quoted = false
  let at = text.charCodeAt(0) === 0xfeff ? 1 : 0
  const finish = (end: number) => {
    records.push({ fields: [...fields, field], end })
    fields = []
    field = ''
  }
  for (; at < text.length && records.length < limit; at++) {
    const char = text[at]!
    if (quoted) {
      if (char !== '"') field += char
      else if (text[at + 1] === '"') field += text[at++]
      else quoted = false
    } else if (char === '"') quoted = true
    else if (char === delimiter) {
      fields.push(field)
      field = ''
    } else if (char === '\n') finish(at + 1)
    else if (char !== '\r') field += char
  }
  if (complete && records.length < limit && (field || fields.length)) finish(text.length)
  return records
}
