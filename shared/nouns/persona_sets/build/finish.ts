import { type BuildContext, readNotes, readPlan } from '../../../builds/build-context.ts'
import { finishBuild } from '../../../builds/finish-build.ts'
import { mergeDescriptions } from '../../../engines/personas/describe/describe.ts'
import { finishDescription } from '../../../engines/personas/describe/description.ts'
import { drawPortrait } from '../../../engines/personas/describe/draw-portrait.ts'
import { driftOf } from '../../../engines/personas/over-time/drift.ts'
import { lakeKeys } from '../../../lake/keys.ts'
import { digestOf } from '../../../model/ids.ts'
import { assignmentsOf } from '../assignments.ts'
import type { Move, PersonaSetOutput } from '../output.ts'
import { changesById } from './changes-by-id.ts'
import { fittedPopulation } from './fitted-population.ts'
import { sumFlow } from './flow.ts'
import { flowWithPast } from './kept-flow.ts'
import { portraitPngs } from './portrait-pngs.ts'
import type { PersonasPlan } from './prepare.ts'
import { knownOf } from './revenue.ts'
import type { ScoreNote } from './score.ts'
import { joinCsv } from './set-csv.ts'
import { readModel } from './stored-model.ts'
import { sumRevenue } from './sum-revenue.ts'
import { summarise } from './summarise.ts'

/** Adds the shards up, describes the personas, writes the analyses, joins the CSV, and publishes. */
export async function finishPersonas(ctx: BuildContext): Promise<void> {
  const plan = await readPlan<PersonasPlan>(ctx)
  const stored = await readModel(ctx.lake, plan.prefix)
  const { model } = stored
  const notes = await readNotes<ScoreNote>(ctx, plan.shards)
  const counted = notes.map((note) => note.description).reduce((sum, part) => mergeDescriptions(sum, part))
  const description = finishDescription(model.encoder, counted)
  const personas = summarise(model, description, plan.avoid_protected)
  const ids = personas.map(({ id }) => id)
  const portraits = Object.fromEntries(model.personas.map(({ id, portrait }) => [id, drawPortrait(portrait)]))
  const current = sumFlow(
    notes.map((note) => note.flow),
    ids,
    plan.cohort.population_count,
  )
  const known = notes.flatMap((note) => note.known)
  const { flow, history } = await flowWithPast(ctx, plan, current, known)
  const analyses: Record<string, unknown> = {
    dimensions: personas.map((persona, p) => ({ persona_id: persona.id, traits: description.personas[p]!.traits })),
    flow,
    history,
    revenue: sumRevenue(
      notes.map((note) => note.revenue),
      personas.map(({ id, individuals_count }) => ({ id, people: individuals_count })),
      knownOf(plan),
    ),
    selection: model.selection,
    drift: driftOf(model.encoder, await fittedPopulation(ctx, plan, counted), counted),
    encoder: model.encoder.traits,
    portraits,
    portrait_pngs: await portraitPngs(portraits),
  }
  const analysis_keys: Record<string, string> = {}
  for (const [name, analysis] of Object.entries(analyses)) {
    const key = lakeKeys.analysis(plan.prefix, name)
    await ctx.lake.put(key, JSON.stringify(analysis), 'application/json')
    analysis_keys[name] = key
  }
  const moves = sumMoves(notes, ids)
  const output: PersonaSetOutput = {
    prefix: plan.prefix,
    shards: plan.shards.length,
    as_of: plan.as_of,
    ...(plan.data_up_to && { data_up_to: plan.data_up_to }),
    ...(plan.no_new_data && { no_new_data: plan.no_new_data }),
    population_count: description.population,
    personas,
    dimensions: model.encoder.traits.filter((trait) => trait.kept).map((trait) => trait.name),
    fitted: stored.fitted,
    computed: stored.dimensions.flatMap(({ name, literate, unit, stream }) =>
      stream === undefined ? [] : [{ name, literate, ...(unit && { unit }), stream }],
    ),
    ...(model.selection.warning && { weak: model.selection.warning }),
    analysis_keys,
    csv_key: await joinCsv(
      ctx,
      plan,
      notes.map((note) => note.csv_bytes),
    ),
    moved_count: moves
      .filter((move) => move.from !== null && move.from !== move.to)
      .reduce((sum, { count }) => sum + count, 0),
    moves,
    changes: plan.kind === 'fit' ? changesById(model, plan.previous?.personas ?? [], personas) : [],
  }
  const digest = digestOf({
    assignments: notes.map((note) => note.digest),
    personas: personas.map(({ id, name }) => [id, name]),
  })
  await finishBuild(ctx, plan, { ...output }, digest, output.population_count, {
    built_for: { ...plan.built_for, ...(plan.counts && { counted: assignmentsOf(output) }) },
  })
}

function sumMoves(notes: ScoreNote[], ids: string[]): Move[] {
  const sums = new Map<string, Move>()
  for (const { from, to, count } of notes.flatMap((note) => note.moves)) {
    const id = ids[to] ?? ''
    const sum = sums.get(`${from} ${id}`) ?? { from, to: id, count: 0 }
    sum.count += count
    sums.set(`${from} ${id}`, sum)
  }
  return [...sums.values()].sort((a, b) => (`${a.from} ${a.to}` < `${b.from} ${b.to}` ? -1 : 1))
}
