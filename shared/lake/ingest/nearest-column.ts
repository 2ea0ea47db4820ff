import { editDistance } from '../../engines/names/edit-distance.ts'

/** The name that differs least from `wanted`: by at most a third of its letters, case and separators not counted. */
export function nearestColumn(wanted: string, names: readonly string[]): string | undefined {
  const plain = (name: string) => name.toLowerCase().replace(/[\s_.-]+/g, '')
  const target = plain(wanted)
  const allowed = Math.max(1, Math.floor(target.length / 3))
  return names
    .map((name) => ({ name, distance: editDistance(target, plain(name), allowed) }))
    .filter(({ distance }) => distance <= allowed)
    .sort((a, b) => a.distance - b.distance)[0]?.name
}
