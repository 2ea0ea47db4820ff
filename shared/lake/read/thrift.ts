/** A value of Thrift's compact protocol, as far as Parquet's metadata uses it: a struct's fields stand by their ids. */
export type Thrift =
  | { i32: number }
  | { i64: number }
  | { text: string }
  | { list: readonly Thrift[] }
  | { struct: Readonly<Record<number, Thrift>> }
  /** Written before. */
  | { written: Uint8Array }

const I32 = 5
const I64 = 6
const BINARY = 8
const LIST = 9
const STRUCT = 12

/** Writes a value by the compact protocol (apache/thrift, doc/specs/thrift-compact-protocol.md); integers are not negative. */
export function compactThrift(value: Thrift): Buffer {
  const out: (number | Uint8Array)[] = []
  write(value, out)
  return Buffer.concat(out.map((piece) => (typeof piece === 'number' ? Uint8Array.of(piece) : piece)))
}

function write(value: Thrift, out: (number | Uint8Array)[]): void {
  if ('written' in value) out.push(value.written)
  else if ('i32' in value) varint(2 * value.i32, out)
  else if ('i64' in value) varint(2 * value.i64, out)
  else if ('text' in value) {
    const bytes = Buffer.from(value.text)
    varint(bytes.length, out)
    out.push(bytes)
  } else if ('list' in value) {
    const { list } = value
    const type = list.length ? typeOf(list[0]!) : STRUCT
    if (list.length < 15) out.push((list.length << 4) | type)
    else {
      out.push(0xf0 | type)
      varint(list.length, out)
    }
    for (const item of list) write(item, out)
  } else {
    let before = 0
    for (const [key, field] of Object.entries(value.struct)) {
      const id = Number(key)
      out.push(((id - before) << 4) | typeOf(field))
      write(field, out)
      before = id
    }
    out.push(0)
  }
}

function typeOf(value: Thrift): number {
  if ('i32' in value) return I32
  if ('i64' in value) return I64
  if ('text' in value) return BINARY
  return 'list' in value ? LIST : STRUCT
}

/** Seven bits a byte, the lowest first; up to 2^53. */
function varint(value: number, out: (number | Uint8Array)[]): void {
  let rest = value
  while (rest >= 128) {
    out.push((rest % 128) | 128)
    rest = Math.floor(rest / 128)
  }
  out.push(rest)
}
