import { versionOfRows } from '../lake/keys.ts'
import type { ObjectEntry } from '../ports/aws/objects.ts'

const dayMs = 86_400_000

/** No build lasts so long: what is younger may belong to one that has not said so yet. */
const collectedAfterMs = 7 * dayMs
/**
 * What a build finds of an earlier one, and nothing points at, it takes for its own only up to this age: the day between
 * is its own to publish it in.
 */
export const reusedUntilMs = collectedAfterMs - dayMs

/** Every text within a JSON value, however deep, that starts with `prefix`. */
export function textsWithin(value: unknown, prefix: string, found = new Set<string>()): Set<string> {
  if (typeof value === 'string') {
    if (value.startsWith(prefix)) found.add(value)
  } else if (value && typeof value === 'object') {
    for (const member of Object.values(value)) textsWithin(member, prefix, found)
  }
  return found
}

/**
 * Keys of the objects that no pointer reaches any more. A pointer is an object's key, or a folder with everything in it
 * (it ends in a slash); the rows of an uploaded file stand for their folder, where what was said of the file lies.
 *
 * @param spared folders that nothing is taken from
 */
export function collectable(
  objects: Pick<ObjectEntry, 'key' | 'last_modified'>[],
  pointers: ReadonlySet<string>,
  spared: readonly string[],
  now: number,
): string[] {
  const live = new Set([...pointers].map((key) => versionOfRows(key) ?? key))
  const kept = new Set([...live, ...spared])
  const isKept = (key: string) => kept.has(key) || foldersOf(key).some((folder) => kept.has(folder))
  return objects
    .filter(({ key, last_modified }) => now - Date.parse(last_modified) > collectedAfterMs && !isKept(key))
    .map(({ key }) => key)
}

/** `a/b/c` → `a/`, `a/b/` */
const foldersOf = (key: string): string[] => [...key.matchAll(/\//g)].map(({ index }) => key.slice(0, index + 1))
