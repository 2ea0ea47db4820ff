import { collectedAfterMs } from '../builds/kept-for.ts'
import { versionOfRows } from '../lake/keys.ts'
import type { ObjectEntry } from '../ports/aws/objects.ts'

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
