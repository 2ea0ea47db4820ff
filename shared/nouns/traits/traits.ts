import type { Noun } from '../../verbs/noun.ts'
import { refuse } from '../../verbs/refuse.ts'
import { serve } from '../../verbs/serve.ts'
import { verbsOf } from '../../verbs/verbs.ts'
import { avroType } from '../streams/avro.ts'
import { datasetsOf, filledStatus, heldByDatasets, peopleFacts, sourcesOf } from '../streams/made-by-datasets.ts'
import { computedTraits, orComputed, refuseComputed } from './computed-traits.ts'
import { NamedTrait, Trait, type TraitConfig, traitOperations } from './contract.ts'
import { literate } from './literate.ts'

declare module '../../model/resource.ts' {
  interface Shapes {
    traits: { config: TraitConfig & { name: string }; output: never }
  }
}

export const traitNoun: Noun<'traits'> = {
  type: 'traits',
  operations: traitOperations,
  components: { answers: { Trait } },
  touches: ['lake'],
  reads: () => ({}),
  madeByDatasets: true,
  columns: { field: 'attributes' },
  schema: NamedTrait,
  complete: (config) => config,
  check({ name }, _all, self) {
    if (!self || self.config.name === name) return
    refuse(
      'name',
      `the name of trait "${self.config.name}" is that which datasets and sources give it: change it in their output_to_traits`,
    )
  },
  holds: heldByDatasets,
  named: true,
  needs: ['datasets', 'sources', 'people'],
  show(trait, related) {
    const name = String(trait.config.name)
    const facts = peopleFacts(related)?.traits[name]
    return {
      ...filledStatus(Boolean(facts), trait, related),
      literate: trait.config.literate ?? literate(name),
      category: trait.config.category ?? 'user_defined',
      type: facts && avroType(facts.type),
      known_count: facts?.known_count,
      distinct_count: facts?.distinct_count,
      source_ids: sourcesOf(trait, related).map(({ id }) => id),
      emitted_by_datasets: datasetsOf(trait, related).map((dataset) => {
        const column = dataset.config.output_to_traits?.[name]
        return {
          dataset_id: dataset.id,
          column_name: column?.column_name,
          transformation_table: column?.transformation_table,
        }
      }),
    }
  },
}

const { list, read, patch, remove } = verbsOf(traitNoun)

export const traits = serve(traitOperations, {
  /** The traits of datasets, newest first, and behind them those that persona sets measure on streams. */
  async list(ctx, input) {
    const { ids } = input.query
    const [ofDatasets, computed] = await Promise.all([list(ctx, input), computedTraits(ctx)])
    return [...ofDatasets, ...computed.filter(({ id }) => !ids || ids.includes(String(id)))]
  },
  read: (ctx, input) =>
    orComputed(
      ctx,
      input.params.id,
      () => read(ctx, input),
      (computed) => computed,
    ),
  patch: (ctx, input) =>
    orComputed(
      ctx,
      input.params.id,
      () => patch(ctx, input),
      (computed) => {
        throw refuseComputed(computed, 'changed')
      },
    ),
  remove: (ctx, input) =>
    orComputed(
      ctx,
      input.params.id,
      () => remove(ctx, input),
      (computed) => {
        throw refuseComputed(computed, 'deleted')
      },
    ),
})
