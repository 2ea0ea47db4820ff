import { type BuildContext, readNotes, readPlan } from '../../../builds/build-context.ts'
import { finishBuild } from '../../../builds/finish-build.ts'
import type { Written } from '../../../engines/conditions/config.ts'
import { buildKeys } from '../../../lake/keys.ts'
import type { CutNote } from '../../../lake/people/partitions/cut-file.ts'
import type { StreamFacts, TraitFacts, WrittenColumns } from '../../../lake/people-facts.ts'
import { digestOf } from '../../../model/ids.ts'
import type { PeopleOutput } from '../output.ts'
import { publishFiles } from './base.ts'
import { cutManifests } from './cut-manifests.ts'
import type { ResolvePlan } from './resolve-plan.ts'
import type { PeopleNote } from './shard.ts'

/** Adds the shards up, and publishes the new version of the account's people. */
export async function finishPeople(ctx: BuildContext): Promise<void> {
  const plan = await readPlan<ResolvePlan>(ctx)
  const notes = await readNotes<PeopleNote>(ctx, plan.shards)
  const part = (name: keyof PeopleNote['digests']) => digestOf(notes.map((note) => note.digests[name]))
  const output: PeopleOutput = {
    prefix: plan.prefix,
    shards: plan.shards.length,
    people_count: notes.reduce((sum, note) => sum + note.people, 0),
    record_count: plan.record_count,
    drops: plan.drops,
    made_from: plan.made_from,
    parts: { people: part('people'), identifiers: part('identifiers'), references: part('references') },
    streams: sumStreams(notes),
    traits: sumTraits(notes),
    written: writtenByAll(plan.datasets.flatMap(({ written }) => written ?? [])),
    references: [...new Set(plan.datasets.flatMap((dataset) => dataset.references))].sort(),
  }
  await publishFiles(ctx, plan.base, output, plan.partitioned?.partitions ?? 1, (partition) =>
    manifestsOf(ctx, plan, partition),
  )
  const { prefix: _prefix, made_from: _from, ...content } = output
  await finishBuild(ctx, plan, { ...output }, digestOf(content), output.people_count)
}

/** The datasets as one partition has them; without partitions, as they are. */
async function manifestsOf(ctx: BuildContext, { datasets, partitioned }: ResolvePlan, partition: number) {
  if (!partitioned) return datasets
  const cuts = await readNotes<CutNote>(ctx, [...partitioned.files.keys()], 'cut')
  return cutManifests(datasets, buildKeys.folder(ctx.build), partition, cuts)
}

/** As all datasets write that say anything; nothing of a column of which one says this and another that. */
function writtenByAll(datasets: readonly WrittenColumns[]): WrittenColumns {
  const namesOf = (all: readonly object[]) => [...new Set(all.flatMap((one) => Object.keys(one)))].sort()
  const only = <T>(said: readonly (T | undefined)[]): T | undefined => {
    const [one, ...others] = new Set(said.filter((each) => each !== undefined))
    return others.length ? undefined : one
  }
  const agreed = (all: readonly Readonly<Record<string, Written>>[]): Record<string, Written> =>
    Object.fromEntries(
      namesOf(all).map((name) => {
        const day_first = only(all.map((one) => one[name]?.day_first))
        const decimal_mark = only(all.map((one) => one[name]?.decimal_mark))
        return [name, { ...(day_first !== undefined && { day_first }), ...(decimal_mark && { decimal_mark }) }]
      }),
    )
  const streams = namesOf(datasets.map((one) => one.streams))
  return {
    traits: agreed(datasets.map(({ traits }) => traits)),
    streams: Object.fromEntries(
      streams.map((stream) => [stream, agreed(datasets.map((one) => one.streams[stream] ?? {}))]),
    ),
  }
}

const sum = (numbers: number[]) => numbers.reduce((total, number) => total + number, 0)

function sumStreams(notes: PeopleNote[]): Record<string, StreamFacts> {
  const names = Object.keys(notes[0]?.streams ?? {})
  return Object.fromEntries(
    names.map((name) => {
      const streams = notes.flatMap((note) => note.streams[name] ?? [])
      const moments = streams.flatMap(({ newest, oldest }) => [newest, oldest]).filter((moment) => moment !== null)
      const at = (moment: number | undefined) =>
        moment === undefined || !Number.isFinite(moment) ? '' : new Date(moment).toISOString()
      return [
        name,
        {
          digest: digestOf(streams.map(({ digest }) => digest)),
          event_count: sum(streams.map((one) => one.event_count)),
          people_count: sum(streams.map((one) => one.people_count)),
          newest: at(moments.length ? Math.max(...moments) : undefined),
          oldest: at(moments.length ? Math.min(...moments) : undefined),
          properties: streams[0]!.properties,
        },
      ]
    }),
  )
}

function sumTraits(notes: PeopleNote[]): Record<string, TraitFacts> {
  const names = Object.keys(notes[0]?.traits ?? {})
  return Object.fromEntries(
    names.map((name) => {
      const traits = notes.flatMap((note) => note.traits[name] ?? [])
      return [
        name,
        {
          digest: digestOf(traits.map(({ digest }) => digest)),
          type: traits[0]!.type,
          known_count: sum(traits.map((one) => one.known_count)),
          // Shards may share values: at least as many as the richest shard has.
          distinct_count: Math.max(...traits.map((one) => one.distinct_count)),
        },
      ]
    }),
  )
}
