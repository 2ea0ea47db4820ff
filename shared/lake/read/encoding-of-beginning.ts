import { CustomerError } from '../../model/errors.ts'

/**
 * The encoding that a byte order mark says, else the declared one, else UTF-16 where every other byte is zero, else UTF-8 for
 * the time being; and how many bytes the mark takes. Throws BAD_REQUEST for what is no text.
 */
export function encodingOfBeginning(bytes: Buffer, declared?: string): { encoding: string; skip: number } {
  // Some programs write a mark before a file that has one.
  let skip = 0
  while (bytes[skip] === 0xef && bytes[skip + 1] === 0xbb && bytes[skip + 2] === 0xbf) skip += 3
  if (skip) return { encoding: 'UTF-8', skip }
  while (bytes[skip] === 0xff && bytes[skip + 1] === 0xfe) skip += 2
  if (skip) return { encoding: 'UTF-16LE', skip }
  while (bytes[skip] === 0xfe && bytes[skip + 1] === 0xff) skip += 2
  if (skip) return { encoding: 'UTF-16BE', skip }
  if (declared) return { encoding: declared, skip: 0 }
  const head = withoutEnd(bytes.subarray(0, 65_536))
  const zeros = [0, 0]
  let controls = 0
  for (let i = 0; i < head.length; i++) {
    const byte = head[i]!
    if (byte === 0) zeros[i & 1]!++
    else if (byte < 32 && (byte < 9 || byte > 13) && byte !== 0x1a) controls++
  }
  const half = head.length / 2
  if (head.length >= 4 && zeros[1]! > half * 0.5 && zeros[0]! < half * 0.05) return { encoding: 'UTF-16LE', skip: 0 }
  if (head.length >= 4 && zeros[0]! > half * 0.5 && zeros[1]! < half * 0.05) return { encoding: 'UTF-16BE', skip: 0 }
  // A stray control character is part of its cell; one in a hundred bytes is no table. Zeros may pad cells to a width.
  const text = head.length - zeros[0]! - zeros[1]!
  if (controls > Math.max(1, text / 100) || text * 10 < head.length) {
    throw new CustomerError('BAD_REQUEST', 'the file is not text: it looks binary; send CSV (plain, gz or bz2)')
  }
  return { encoding: 'UTF-8', skip: 0 }
}

/** Old programs fill the last block of a file. */
function withoutEnd(head: Buffer): Buffer {
  let end = head.length
  while (end > 0 && (head[end - 1] === 0 || head[end - 1] === 0x1a)) end--
  // UTF-16 ends in a zero, too.
  return head.subarray(0, Math.min(head.length, end + 1))
}

/** True when more of the letters beyond ASCII are well-formed UTF-8 than not. */
export function mostlyUtf8(bytes: Buffer): boolean {
  const beyond = bytes.toString('utf8').match(/[^\0-\x7f]/gu) ?? []
  const broken = beyond.filter((letter) => letter === '\ufffd').length
  return beyond.length - broken > broken
}
