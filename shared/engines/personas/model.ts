import type { Engine } from '../../kernels/kmeans/engine.ts'
import type { Kernel } from '../../kernels/kmeans/kernel.ts'
import { type Assignment, assign } from './assign/assign.ts'
import { chooseK, type Selection, type SelectionMethod } from './choose/choose-k.ts'
import { missingnessOf } from './choose/missingness.ts'
import { type Table, takeRows } from './columns.ts'
import { describeShard } from './describe/describe.ts'
import { finishDescription, type PersonaDescription } from './describe/description.ts'
import { type NamedFor, namePersonas } from './describe/name.ts'
import { freeBackground, type Portrait, portraitOf, sayTheSame } from './describe/portrait.ts'
import { whyRenamed } from './describe/why-renamed.ts'
import { type Encoded, type Encoder, encode } from './encode/encoder.ts'
import { type EncoderOptions, fitEncoder } from './encode/fit-encoder.ts'
import { engineUpTo } from './fit/fit-people.ts'
import { LEAST_PEOPLE, leastPeopleFor } from './limits.ts'
import { matchPrevious, type PersonaChange } from './over-time/match-previous.ts'
import { uuidOf } from './random.ts'
import { evenRows, rowsAt } from './rows.ts'

type ModelPersona = {
  id: string
  name: string
  /** The difference that it is named for; absent where nothing sets it apart. */
  named_for?: NamedFor
  /** Its name before this fit, where the fit gave it another, and why. */
  previous_name?: string
  renamed_because?: string
  /** The features that drawPortrait draws; they stay while the persona and the differences behind them stay. */
  portrait: Portrait
  /** The fit drew it anew, though the persona stayed. */
  redrawn?: true
  /** Share of the fit sample. */
  share: number
}

/** Everything that assigning, describing and explaining need. Plain JSON (model.json). */
export type Model = {
  version: 1
  seed: string
  /** 1, and one more with every rebuild that a previous model was given to. */
  generation: number
  engine: string
  /** People that it was fitted on. */
  fitted_on: number
  encoder: Encoder
  k: number
  /** k rows of encoder.dimensions numbers, each exactly a float32. */
  centroids: number[][]
  selection: Selection
  personas: ModelPersona[]
  /** The changes of the previous model's personas; empty for a first model. */
  changes: PersonaChange[]
  /** That no name and no portrait comes from a protected trait. */
  avoids_protected: boolean
}

type ModelOptions = {
  /** Any text. Same table and seed, same model. */
  seed: string
  /** The text that the ids of personas are made from, so that no two sets share one; absent: the seed. */
  id?: string | undefined
  /** Works for this fit alone: what it holds of an earlier one is dropped. */
  engine: Engine
  /** Number of personas; absent: chosen. */
  k?: number | undefined
  /** How k is chosen when it is not given. Default `evidence`. */
  method?: SelectionMethod | undefined
  encoder?: EncoderOptions
  /** See namePersonas. Default true. */
  avoidProtected?: boolean
  /** The model before this one: personas that are still there keep their ids, and names and portraits that today's facts would give. */
  previous?: Model | undefined
}

/** So many people are enough to show the differences of a persona, and with them its name and portrait. */
const PEOPLE_DESCRIBED = 20_000

/** Why no model can be made, as a sentence for the customer. */
export class CannotCluster extends Error {}

/**
 * Encoder, number of personas, centres, ids and names from the people of the table, which is everybody or a sample in a
 * fixed order. Throws CannotCluster when there is nothing to tell people apart by, or fewer people than personas.
 */
export function fitModel(table: Table, options: ModelOptions): { model: Model; assignment: Assignment } {
  if (table.rows < LEAST_PEOPLE)
    throw new CannotCluster(
      `personas need at least ${LEAST_PEOPLE} people, there ${table.rows === 1 ? 'is 1' : 'are none'}`,
    )
  if (table.rows < leastPeopleFor(options.k)) {
    throw new CannotCluster(
      `${options.k} personas need at least ${leastPeopleFor(options.k)} people, there are ${table.rows}`,
    )
  }
  const encoder = fitEncoder(table, { ...options.encoder, keepFew: options.k !== undefined })
  if (encoder.dimensions === 0) {
    const asked = options.encoder?.dimensions
    const looked = encoder.traits.filter((trait) => !asked || asked.includes(trait.name))
    const why = looked.slice(0, 5).map((trait) => `"${trait.name}": ${trait.reason}`)
    throw new CannotCluster(`no trait tells these people apart${why.length > 0 ? ` (${why.join('; ')})` : ''}`)
  }
  const { seed, k: given, method } = options
  const engine = engineUpTo(given ?? 0, options.engine)
  const encoded = encode(encoder, table, matrixIn(engine, table.rows, encoder.dimensions))
  const { fitted, selection: chosen } = chooseK({ encoder, encoded, seed, engine, k: given, method })
  const k = fitted.k
  const d = encoder.dimensions
  const { centroids, assignment, sizes } = largestFirst(encoder, encoded, fitted.centroids)
  const missing = missingnessOf(encoder, encoded, assignment.persona, k)
  const selection = missing ? { ...chosen, reason: `${chosen.reason} ${missing}` } : chosen
  const sample = evenRows(table.rows, PEOPLE_DESCRIBED)
  const personaOf = sample.map((row) => assignment.persona[row]!)
  const description = finishDescription(encoder, describeShard(encoder, k, takeRows(table, sample), personaOf))
  const { kept, changes } = stillThere(options.previous, table, assignment, k)
  const avoidProtected = options.avoidProtected ?? true
  const before = kept.map((persona) => persona?.name ?? null)
  const names = namePersonas(encoder, description.personas, { avoidProtected, before })
  const generation = (options.previous?.generation ?? 0) + 1
  const portraits = portraitsOf(encoder, description.personas, `${seed}:${generation}`, kept, { avoidProtected })
  const model: Model = {
    version: 1,
    seed: options.seed,
    generation,
    engine: engine.name,
    fitted_on: table.rows,
    encoder,
    k,
    centroids: Array.from({ length: k }, (_, c) => Array.from(centroids.subarray(c * d, c * d + d))),
    selection,
    personas: names.map((named, p) => ({
      id: kept[p]?.id ?? uuidOf(`persona:${options.id ?? seed}:${generation}:${p}`),
      ...named,
      ...(kept[p] &&
        kept[p].name !== named.name && {
          previous_name: kept[p].name,
          renamed_because: whyRenamed({
            before: kept[p],
            now: named,
            encoder: options.previous!.encoder,
            salient: description.personas[p]!.salient,
            avoided: { before: options.previous!.avoids_protected, now: avoidProtected },
          }),
        }),
      portrait: portraits[p]!,
      ...(kept[p] && kept[p].portrait !== portraits[p] && { redrawn: true as const }),
      share: sizes[p]! / table.rows,
    })),
    changes,
    avoids_protected: avoidProtected,
  }
  return { model, assignment }
}

/** Zeros in the engine's own memory, where it has such: a matrix that is not there is copied there by every fit. */
function matrixIn(engine: Engine & Partial<Kernel>, n: number, d: number): Float32Array | undefined {
  engine.reset?.()
  return engine.allocate?.(n, d).fill(0)
}

/** Portraits that say what today's differences say stay; others are drawn anew. The colour stays with the persona; a new one gets a free one. */
function portraitsOf(
  encoder: Encoder,
  personas: readonly PersonaDescription[],
  seed: string,
  kept: readonly (ModelPersona | null)[],
  options: { avoidProtected: boolean },
): Portrait[] {
  const drawn = personas.map((persona, p) => portraitOf(encoder, persona, `${seed}:${p}`, '', options))
  const taken = kept.flatMap((persona) => persona?.portrait ?? [])
  return drawn.map((portrait, p) => {
    const before = kept[p]?.portrait
    if (before) return sayTheSame(before, portrait) ? before : { ...portrait, background: before.background }
    const anew = { ...portrait, background: freeBackground(taken) }
    taken.push(anew)
    return anew
  })
}

/** Today's people under the previous model, matched with the new personas. */
function stillThere(previous: Model | undefined, table: Table, assignment: Assignment, k: number) {
  const nobody: (ModelPersona | null)[] = new Array(k).fill(null)
  if (!previous) return { kept: nobody, changes: [] }
  const before = assignTable(previous, table)
  // Nothing known of a person under the old traits says nothing about where they were.
  const old = before.persona.map((persona, i) => (before.coverage[i]! > 0 ? persona : -1))
  const match = matchPrevious(previous.k, k, old, assignment.persona)
  return { kept: match.kept.map((p) => previous.personas[p] ?? null), changes: match.changes }
}

/** Personas by the number of people assigned (ties as they came, by centre), since the fit counts only people known well. */
function largestFirst(encoder: Encoder, encoded: Encoded, fitted: Float32Array) {
  const d = encoder.dimensions
  const first = assign(encoder, fitted, encoded)
  const sizes = new Array<number>(fitted.length / d).fill(0)
  for (let i = 0; i < encoded.n; i++) sizes[first.persona[i]!]!++
  const order = [...sizes.keys()].sort((a, b) => sizes[b]! - sizes[a]! || a - b)
  if (order.every((from, to) => from === to)) return { centroids: fitted, assignment: first, sizes }
  const centroids = rowsAt(fitted, d, order)
  return { centroids, assignment: assign(encoder, centroids, encoded), sizes: order.map((c) => sizes[c]!) }
}

export function centroidsOf(model: Model): Float32Array {
  return Float32Array.from(model.centroids.flat())
}

/** Assigns every row of a table under a frozen model: of today's data, of a shard, of leads. Rows don't influence each other. */
export function assignTable(model: Model, table: Table): Assignment {
  return assign(model.encoder, centroidsOf(model), encode(model.encoder, table))
}
