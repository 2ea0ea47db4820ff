import type { RejectionCode } from './event.ts'
import { limits } from './limits.ts'

/**
 * The first thing in a JSON value that must not travel on: more levels than any real event has, a key that poisons
 * objects, a character that databases refuse. The walk ends at the limit of levels, so no input overflows the stack.
 */
export function harmIn(value: unknown, level = 1): RejectionCode | undefined {
  if (typeof value === 'string') return value.includes('\0') ? 'forbidden_character' : undefined
  if (typeof value !== 'object' || value === null) return undefined
  if (level > limits.depth) return 'too_deep'
  if (Array.isArray(value)) {
    for (const item of value) {
      const harm = harmIn(item, level + 1)
      if (harm) return harm
    }
    return undefined
  }
  for (const [key, member] of Object.entries(value)) {
    if (key === '__proto__') return 'forbidden_key'
    if (key.includes('\0')) return 'forbidden_character'
    const harm = harmIn(member, level + 1)
    if (harm) return harm
  }
  return undefined
}
