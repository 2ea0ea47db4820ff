import { percent, percentReached } from '../../figures/percent.ts'
import { type Column, type Table, takeRows } from '../columns.ts'
import { LEAST_COVERAGE } from '../limits.ts'
import { evenRows } from '../rows.ts'
import { conceptOf, isProtected, spoken } from './concept.ts'
import { duplicateOf, type KeptColumn, scoresFor } from './duplicates.ts'
import type { Encoder, TraitDecision } from './encoder.ts'
import { readColumn } from './read-column.ts'

export type EncoderOptions = {
  /** Names of the traits to cluster on. Default: every trait with coverage and spread. */
  dimensions?: string[]
  /** Names of traits whose placeholders (999, -1, 1900-01-01) are values like all others. */
  placeholdersAsValues?: readonly string[] | undefined
  /**
   * Whether a number that hardly anybody has differently is a dimension: true where the customer gives the number of personas, which may
   * then be as small as these few. A number that Moira chooses leaves no persona under 5 %.
   */
  keepFew?: boolean
}

/** Percentiles, means and shares are settled by so many people: the 0.5 % beyond a clip are 250 of them. */
const MOST_ROWS = 50_000

/**
 * Decides per trait whether and how it becomes a dimension, from the people of the table (the fit sample), or from 50,000
 * of them, evenly picked.
 */
export function fitEncoder(everybody: Table, options: EncoderOptions = {}): Encoder {
  const table = everybody.rows > MOST_ROWS ? takeRows(everybody, evenRows(everybody.rows, MOST_ROWS)) : everybody
  const wanted = options.dimensions && new Set(options.dimensions)
  const drafts = table.columns.map((column) => draftTrait(column, table.rows, wanted, options))
  const kept: KeptColumn[] = []
  drafts.forEach((plan, i) => {
    if (!plan.kept) return
    const column = table.columns[i]!
    const scores = scoresFor(plan, column, table.rows)
    const twin = wanted ? null : duplicateOf({ plan, column, scores }, kept, table.rows)
    if (twin) {
      drop(plan, `says the same as "${twin.name}" (${twin.measure} ${twin.value.toFixed(2)})`)
      plan.same_as = twin.name
    } else kept.push({ plan, column, scores })
  })
  shareWeights(kept)
  let offset = 0
  for (const { plan } of kept) {
    plan.offset = offset
    offset += plan.width
  }
  return { version: 1, dimensions: offset, traits: drafts }
}

/**
 * The shares of one mix (products, channels …) are one trait in several columns: together they count as one. The weight
 * goes into the transform, so that the encoder of a value need not know of it.
 */
function shareWeights(kept: readonly KeptColumn[]): void {
  const mixes = new Map<string, KeptColumn[]>()
  for (const entry of kept) {
    const { name, subject } = entry.column
    if (!subject || !name.endsWith(subject)) continue
    const mix = name.slice(0, name.length - subject.length)
    mixes.set(mix, [...(mixes.get(mix) ?? []), entry])
  }
  for (const mix of mixes.values()) {
    if (mix.length < 2) continue
    for (const { plan } of mix) {
      const transform = plan.transform!
      if (transform.kind === 'one_hot') transform.scale /= Math.sqrt(mix.length)
      else transform.sd *= Math.sqrt(mix.length)
      plan.weight /= mix.length
      plan.steps.push(`one of ${mix.length} shares that together count as one trait`)
    }
  }
}

function drop(plan: TraitDecision, reason: string): void {
  Object.assign(plan, { kept: false, reason, weight: 0, offset: -1, width: 0 })
}

function draftTrait(
  column: Column,
  rows: number,
  wanted: Set<string> | undefined,
  { placeholdersAsValues = [], keepFew = false }: EncoderOptions,
): TraitDecision {
  const described = readColumn(column, {
    asValues: placeholdersAsValues.includes(column.name),
    keepFew,
  })
  const coverage = rows === 0 ? 0 : described.known / rows
  const plan: TraitDecision = {
    name: column.name,
    kind: column.kind,
    source: column.source ?? 'trait',
    protected: isProtected(column),
    literate: column.literate ?? spoken(column.name),
    unit: column.unit ?? null,
    concept: conceptOf(column),
    subject: column.subject ?? null,
    coverage,
    kept: true,
    reason: wanted ? 'asked for' : `known for ${percent(coverage)} of people, and differs between them`,
    same_as: null,
    steps: [...described.steps, ...(coverage < 1 ? ['missing is neutral'] : [])],
    weight: described.weight,
    transform: described.transform,
    offset: -1,
    width: described.width,
    bins: described.bins,
  }
  if (wanted && !wanted.has(column.name)) drop(plan, 'not among the clustering dimensions that were asked for')
  else if (described.known === 0) drop(plan, 'no value is known')
  else if (!wanted && coverage < LEAST_COVERAGE) {
    drop(plan, `known for ${percentReached(coverage)} of people only, ${percent(LEAST_COVERAGE)} are needed`)
  } else if (described.refusal) drop(plan, described.refusal)
  return plan
}
