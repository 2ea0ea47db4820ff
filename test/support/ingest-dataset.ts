import { compileDataset } from '../../shared/lake/ingest/compiled-dataset.ts'
import { type AmbiguousDates, agreedChoices, ambiguousDates } from '../../shared/lake/ingest/dates/agreement.ts'
import { type SomeConfig, type Tried, tryIngest, withDefaults } from '../golden/ingest/try-ingest.ts'

/** Reads the files of one dataset as its machine does: each by itself, and again where the others know better. */
export async function ingestDataset(
  files: Readonly<Record<string, string>>,
  config: SomeConfig,
  lastModified = new Date('2026-01-01T00:00:00Z'),
): Promise<{ files: Record<string, Tried>; ambiguous: AmbiguousDates[]; again: string[] }> {
  const plan = compileDataset(withDefaults(config))
  const names = Object.keys(files)
  const first: Tried[] = []
  for (const name of names) first.push(await tryIngest(files[name]!, config, undefined, { lastModified }))
  const reported = first.map(({ report }) => report.dates ?? {})
  const agreed = agreedChoices(plan, reported, lastModified.getUTCFullYear())
  const read: Record<string, Tried> = {}
  for (const [i, name] of names.entries()) {
    const changed = Object.keys(agreed[i]!).length > 0
    read[name] = changed
      ? await tryIngest(files[name]!, config, undefined, { lastModified, agreed: agreed[i]! })
      : first[i]!
  }
  return {
    files: read,
    ambiguous: ambiguousDates(plan, reported),
    again: names.filter((_, i) => Object.keys(agreed[i]!).length > 0),
  }
}
