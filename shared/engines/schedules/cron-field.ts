/** The values that one field may hold; `names` stand for `min`, `min + 1`, … */
export interface FieldRange {
  says: string
  min: number
  max: number
  names?: string[]
}

/** The values of a field, ascending, without repeats: `*`, numbers, names, `a-b`, steps `a/n`, lists. Throws a sentence. */
export function parseField(field: string, range: FieldRange): number[] {
  return [...new Set(field.split(',').flatMap((part) => parsePart(part, range)))].sort((a, b) => a - b)
}

function parsePart(part: string, range: FieldRange): number[] {
  const [span = '', step, ...more] = part.split('/')
  if (more.length > 0) throw wrong(part, range)
  const every = step === undefined ? 1 : parseNumber(step, { says: `step of ${range.says}`, min: 1, max: range.max })
  const [from, to] = span === '*' ? [range.min, range.max] : parseSpan(span, step !== undefined, range)
  return Array.from({ length: Math.floor((to - from) / every) + 1 }, (_, i) => from + i * every)
}

/** `a-b`; or `a`, which with a step reaches to the end of the range. */
function parseSpan(span: string, stepped: boolean, range: FieldRange): [number, number] {
  const [first = '', second, ...more] = span.split('-')
  if (more.length > 0) throw wrong(span, range)
  const from = parseNumber(first, range)
  const to = second === undefined ? (stepped ? range.max : from) : parseNumber(second, range)
  if (to < from) throw new Error(`${range.says} "${span}" runs backwards`)
  return [from, to]
}

/** A number or a name inside the range. */
export function parseNumber(text: string, range: FieldRange): number {
  const named = range.names?.indexOf(text) ?? -1
  const number = named >= 0 ? named + range.min : /^\d{1,4}$/.test(text) ? Number(text) : Number.NaN
  if (!(number >= range.min && number <= range.max)) throw wrong(text, range)
  return number
}

function wrong(text: string, { says, min, max, names }: FieldRange): Error {
  const named = names ? ` or ${names[0]} to ${names.at(-1)}` : ''
  return new Error(`${says} "${text}" is not understood: it takes ${min} to ${max}${named}`)
}
