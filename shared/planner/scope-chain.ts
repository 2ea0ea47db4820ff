import type { Resource } from '../model/resource.ts'
import { refKey, upstreamsOf } from './graph.ts'

/** Everything a scope is made from, directly or not, and the scope itself. */
export function scopeChain(scope: Resource, all: Resource[]): Resource[] {
  const found = new Map<string, Resource>([[refKey(scope), scope]])
  for (const one of found.values()) {
    for (const ref of upstreamsOf(one, all)) {
      const next = all.find((other) => refKey(other) === refKey(ref))
      if (next) found.set(refKey(next), next)
    }
  }
  return [...found.values()]
}
