import type { Resource } from '../../../model/resource.ts'
import type { BuiltFor } from '../built-for.ts'

/** Whether a build fits or scores, and since when it counts who moved. */
interface KindOfBuild {
  kind: 'fit' | 'score'
  /** A firing asked for it: who moved is counted since the firing before, whatever was built in between. */
  counts?: true
  /** The assignments at the firing before. */
  counted?: BuiltFor['counted']
}

/**
 * A first build fits; so does one that was forced, one whose own configuration changed, and under `refit: "on_change"` one
 * whose data is not that of the fit: whether a firing came in between makes no difference. All others score.
 * @param model digest of the configuration that a model is fitted for
 * @param data digest of what a model is fitted on
 */
export function kindOfBuild(
  resource: Pick<Resource<'persona_sets'>, 'output' | 'built_for' | 'force' | 'as_of' | 'config'>,
  model: string,
  data: string,
): KindOfBuild {
  const before = resource.built_for as BuiltFor | undefined
  if (!resource.output || !before) return { kind: 'fit' }
  if (resource.force !== before.force || before.model !== model) return { kind: 'fit' }
  const isFired = resource.as_of !== before.as_of
  // Of a build that did not write down its data a firing scores, as it did then.
  const isSame = before.fitted === undefined ? isFired : before.fitted === data
  return {
    kind: resource.config.refit === 'manual' || isSame ? 'score' : 'fit',
    ...(isFired && { counts: true as const }),
    ...(before.counted && { counted: before.counted }),
  }
}
