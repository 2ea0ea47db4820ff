/**
 * Seeded randomness: xoshiro128** (Blackman and Vigna, https://prng.di.unimi.it/xoshiro128starstar.c), seeded from any
 * text through FNV-1a and a SplitMix-like finisher. 32-bit integer arithmetic only, so every machine draws the same.
 */
export type Random = {
  /** An integer in [0, 2^32). */
  bits: () => number
  /** A number in [0, 1) with 53 random bits. */
  unit: () => number
  /** An integer in [0, n). */
  below: (n: number) => number
}

function rotl(x: number, by: number): number {
  return (x << by) | (x >>> (32 - by))
}

/** Four well-mixed 32-bit words from a text: the seed of a generator, or the body of an id. */
function wordsOf(seed: string | number): [number, number, number, number] {
  const text = String(seed)
  let h = 0x811c9dc5
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193)
  let second = 0x9747b28c
  for (let i = text.length - 1; i >= 0; i--) second = Math.imul(second ^ text.charCodeAt(i), 0x5bd1e995)
  const word = (salt: number): number => {
    let z = (h + Math.imul(salt, 0x9e3779b9)) ^ rotl(second, salt)
    z = Math.imul(z ^ (z >>> 16), 0x21f0aaad)
    z = Math.imul(z ^ (z >>> 15), 0x735a2d97)
    return (z ^ (z >>> 15)) >>> 0
  }
  return [word(1), word(2), word(3), word(4)]
}

export function createRandom(seed: string | number): Random {
  let [a, b, c, d] = wordsOf(seed)
  // All zeros is the one state the generator never leaves.
  if ((a | b | c | d) === 0) a = 1
  const bits = (): number => {
    const result = Math.imul(rotl(Math.imul(b, 5), 7), 9) >>> 0
    const t = b << 9
    c ^= a
    d ^= b
    b ^= c
    a ^= d
    c ^= t
    d = rotl(d, 11)
    return result
  }
  const unit = (): number => ((bits() >>> 5) * 67108864 + (bits() >>> 6)) / 9007199254740992
  return { bits, unit, below: (n) => Math.floor(unit() * n) }
}

/** `count` different row numbers below n, ascending; all of them when count ≥ n. Selection sampling (Knuth, TAOCP 2, 3.4.2 S). */
export function sampleRows(n: number, count: number, random: Random): Int32Array {
  if (count >= n) return Int32Array.from({ length: n }, (_, i) => i)
  const rows = new Int32Array(count)
  let taken = 0
  for (let i = 0; i < n && taken < count; i++) {
    if ((n - i) * random.unit() < count - taken) rows[taken++] = i
  }
  return rows
}

/** `count` row numbers below n with replacement, for the bootstrap. */
export function drawRows(n: number, count: number, random: Random): Int32Array {
  const rows = new Int32Array(count)
  for (let i = 0; i < count; i++) rows[i] = random.below(n)
  return rows
}

/** A UUID that is a function of its text: version 8 of RFC 9562 §5.8, for rules that an application defines. */
export function uuidOf(text: string): string {
  const hex = wordsOf(text)
    .map((word) => word.toString(16).padStart(8, '0'))
    .join('')
  const variant = ((Number.parseInt(hex[16]!, 16) & 3) | 8).toString(16)
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20)}`
}
