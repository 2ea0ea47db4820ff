import { sha256 } from '../../model/ids.ts'

/** The longest name that the lake takes for a stream, a property or a trait. */
const longest = 64
/** Names that a stream or every object has already. */
const reserved = new Set(['datetime', 'person_id'])

/**
 * The name of a stream, a property or a trait for the name that a client gave: `Order Completed` and `orderCompleted` are
 * `order_completed`. Small letters without accents, digits and `_`. A name with other letters, or a longer one, ends in
 * eight digits of its hash, so that two of them stay two; a name that something else has, or of digits alone, in a `_`. Undefined of a name without any letter or digit.
 */
export function eventName(written: string): string | undefined {
  const parted = written
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/([\p{Ll}\p{N}])(\p{Lu})/gu, '$1_$2')
    .replace(/(\p{Lu})(\p{Lu}\p{Ll})/gu, '$1_$2')
    .toLowerCase()
  if (!/[\p{L}\p{N}]/u.test(parted)) return undefined
  const name = parted.replace(/[^a-z0-9]+/g, '_').replace(/^_+|_+$/g, '')
  const isPlain = !/[\p{L}\p{N}]/u.test(parted.replace(/[a-z0-9]+/g, ''))
  if (isPlain && name.length <= longest) return isTaken(name) ? `${name}_` : name
  const kept = name.slice(0, longest - 9).replace(/_+$/, '')
  return `${kept || 'name'}_${sha256(written).slice(0, 8)}`
}

/** Digits alone would be an index where names are members of an object, which stand before all others. */
const isTaken = (name: string): boolean => reserved.has(name) || /^\d+$/.test(name) || name in Object.prototype
