// Hashes of cells, 64 bits each.
import { unquoted } from './cells'
import { UNQUOTED, word } from './state'

export const K: u64 = 0x9e3779b97f4a7c15

// @ts-ignore: decorator
@inline function step(hash: u64, bytes: u64): u64 {
  const h = (hash ^ bytes) * K
  return h ^ (h >> 32)
}

/** The last step of MurmurHash3: each bit sways every bit of the result. */
// @ts-ignore: decorator
@inline export function mixed(hash: u64): u64 {
  let h = hash
  h = (h ^ (h >> 33)) * 0xff51afd7ed558ccd
  h = (h ^ (h >> 33)) * 0xc4ceb9fe1a85ec53
  return h ^ (h >> 33)
}

/** Reads up to seven bytes behind the text, which have no say. */
export function hashOf(start: usize, end: usize): u64 {
  let hash = <u64>(end - start) * K
  let i = start
  while (i + 8 <= end) {
    hash = step(hash, load<u64>(i))
    i += 8
  }
  if (i < end) hash = step(hash, load<u64>(i) & ((<u64>1 << (<u64>(end - i) << 3)) - 1))
  return hash
}

/** The same of a text whose quotes are written twice. */
export function hashOfQuoted(start: usize, end: usize): u64 {
  return hashOf(<usize>word(UNQUOTED), unquoted(<usize>word(UNQUOTED), start, end))
}
