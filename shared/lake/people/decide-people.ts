import type { Identifier, Parted } from '../../engines/identity/fact.ts'
import { NONE } from '../../engines/identity/log.ts'
import { emailHashOfEmailSql } from '../../engines/identity/normalize-sql.ts'
import { numberById } from '../../engines/identity/number-by-id.ts'
import { type Resolution, resolveIdentities } from '../../engines/identity/resolve.ts'
import { type IdentifierSetting, rulesOf } from '../../engines/identity/rules.ts'
import { quoteName } from '../../engines/sql/quote.ts'
import { inValues } from '../columns.ts'
import type { Duck } from '../duck.ts'
import { lakeKind } from '../events/lake-kind.ts'
import type { OpenedDataset } from './dataset-rows.ts'
import { type Keys, keysOf, readKeys } from './read-keys.ts'
import { type LogRows, logOf, readRecords } from './read-log.ts'
import { readNames } from './read-names.ts'

/** Who was found: the outcome of resolution, people numbered by their ids. */
export interface Found {
  datasets: OpenedDataset[]
  rows: LogRows
  /** The parts of a name and address that each value has. */
  says: Uint8Array
  resolution: Resolution
  /** Four words a person. */
  ids: Uint32Array
}

/** Settings and decisions of the account about who is who. Kinds are called as sources call them. */
export interface Deciding {
  /** The settings of all sources, those of the oldest first: its word counts where two say something else of one kind. */
  identifiers: readonly IdentifierSetting[]
  apart: readonly Parted[]
  /** They identify nobody. */
  blocked: readonly Identifier[]
}

/** Decides who is who among the people of these rows. Keys and names of values are forgotten with it. */
export async function decidePeople(db: Duck, datasets: OpenedDataset[], deciding?: Deciding): Promise<Found> {
  const keys = await readKeys(db, datasets)
  const names = await readNames(db, datasets)
  const rows = await readRecords(db, datasets)
  const settings = deciding ? firstOfKinds(deciding.identifiers) : settingsOf(datasets)
  const rules = rulesOf(keys.kinds, { identifiers: settings }, writtenOrder(datasets))
  await block(db, keys, deciding?.blocked ?? [])
  const apart = await valuesApart(db, keys, deciding?.apart ?? [])
  const resolution = resolveIdentities({ ...logOf(rows, keys, names), apart }, rules)
  const ids = numberById(resolution, keysOf(keys, resolution.canonical))
  return { datasets, rows, says: names.says, resolution, ids }
}

/** The settings of all sources, those of the oldest first: its word counts where two say something else of one kind. */
function settingsOf(datasets: OpenedDataset[]): IdentifierSetting[] {
  const linking = datasets.flatMap((one) => one.manifest.linking ?? [])
  linking.sort((a, b) => (a.since < b.since ? -1 : 1))
  return firstOfKinds(linking.flatMap(({ identifiers }) => identifiers))
}

function firstOfKinds(identifiers: readonly IdentifierSetting[]): IdentifierSetting[] {
  const settings = identifiers.map((one) => ({ ...one, kind: lakeKind(one.kind) }))
  return settings.filter(({ kind }, i) => settings.findIndex((one) => one.kind === kind) === i)
}

/**
 * External ids rank as datasets write them: those of the first dataset, then those that only others have. Sources say in their
 * settings how theirs rank.
 */
const writtenOrder = (datasets: OpenedDataset[]): string[] => [
  ...new Set(datasets.flatMap(({ manifest }) => (manifest.linking ? [] : (manifest.external_ids ?? [])))),
]

/** Makes values identify nobody, all that are equal to them as well. */
async function block(db: Duck, { equal, ...keys }: Keys, identifiers: readonly Identifier[]): Promise<void> {
  const blocked = new Set<number>()
  for (const one of identifiers) {
    const value = await valueNamed(db, { equal, ...keys }, one)
    if (value !== undefined) blocked.add(value)
  }
  if (blocked.size === 0) return
  for (let value = 0; value < equal.length; value++) if (blocked.has(equal[value]!)) equal[value] = NONE
}

/** The pairs of which both are here, as the numbers of values. */
async function valuesApart(db: Duck, keys: Keys, apart: readonly Parted[]): Promise<[number, number][]> {
  const pairs: [number, number][] = []
  for (const [leaves, left] of apart) {
    const [one, other] = [await valueNamed(db, keys, leaves), await valueNamed(db, keys, left)]
    if (one !== undefined && other !== undefined) pairs.push([one, other])
  }
  return pairs
}

/** The value that an identifier is; undefined where no row has it, or it identifies nobody. */
async function valueNamed(db: Duck, keys: Keys, { kind, value }: Identifier): Promise<number | undefined> {
  const [own, email] = [inValues.canonical.of(lakeKind(kind)), inValues.canonical.of('email')]
  const selects = keys.kinds.includes(lakeKind(kind)) ? [`SELECT index FROM written WHERE ${quoteName(own)} = $1`] : []
  if (kind === 'email_hash' && keys.hashed) {
    selects.push(`SELECT index + ${keys.count} AS index FROM written WHERE ${emailHashOfEmailSql(email)} = $1`)
  }
  if (selects.length === 0) return undefined
  const [found] = await db.rows<{ index: number | null }>(
    `SELECT min(index) AS index FROM (${selects.join(' UNION ALL ')})`,
    [value],
  )
  const at = found!.index === null ? NONE : keys.equal[found!.index]!
  return at === NONE ? undefined : at
}
