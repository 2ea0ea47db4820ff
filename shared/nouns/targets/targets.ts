import type { TargetOutput } from '../../model/outputs.ts'
import { archiveVerbsOf } from '../../verbs/archive.ts'
import { downloadReply } from '../../verbs/download.ts'
import { find } from '../../verbs/find.ts'
import { forceUpdateOf } from '../../verbs/force-update.ts'
import type { Noun } from '../../verbs/noun.ts'
import { freeName, requireNamed, requireReference } from '../../verbs/references.ts'
import { refuse } from '../../verbs/refuse.ts'
import { serve } from '../../verbs/serve.ts'
import { verbsOf } from '../../verbs/verbs.ts'
import { TargetConfig, targetOperations } from './contract.ts'
import { previewReply } from './target-preview.ts'

export const targetNoun: Noun<TargetConfig> = {
  type: 'targets',
  schema: TargetConfig,
  complete(config, all) {
    const { output_url: _url, ...options } = config.options
    const scope = all.find(({ type, id }) => type === 'scopes' && id === config.scope_id)
    return { ...config, options, name: config.name ?? freeName(`${scope?.config.name ?? 'Scope'} CSV`, all, 'targets') }
  },
  // Each mode has fields of its own, which clients can't clear when they ask for another: that one begins anew.
  patched({ representation, ...rest }, patch) {
    const { mode } = (patch.representation ?? {}) as { mode?: string }
    return mode === undefined || mode === representation.mode ? { ...rest, representation } : rest
  },
  check({ scope_id, representation, filter }, all) {
    requireReference(all, 'scopes', scope_id, 'scope_id')
    if (representation.mode === 'referenced') {
      const { dataset_id, column_name } = representation.reference
      const dataset = requireReference(all, 'datasets', dataset_id, 'representation.reference.dataset_id')
      const columns = (dataset.config.reference_key_columns as string[] | undefined) ?? []
      if (!columns.includes(column_name)) {
        const there = columns.length ? `it has: ${columns.map((one) => `"${one}"`).join(', ')}` : 'it has none'
        refuse(
          'representation.reference.column_name',
          `reference column not found: "${column_name}" is not one of the reference_key_columns of dataset "${dataset.config.name}" (${there})`,
          'unknown_name',
        )
      }
    }
    for (const [index, one] of (filter?.persona ?? []).entries()) {
      requireReference(all, 'persona_sets', one.persona_set_id, `filter.persona.${index}.persona_set_id`)
    }
    for (const [index, one] of (filter?.cohort_membership ?? []).entries()) {
      requireReference(all, 'cohorts', one.cohort_id, `filter.cohort_membership.${index}.cohort_id`)
    }
    for (const [index, { name }] of (filter?.trait ?? []).entries()) {
      requireNamed(all, 'traits', name, `filter.trait.${index}.name`)
    }
  },
  show({ id, config, output }) {
    const built = output as TargetOutput | undefined
    return {
      options: { ...(config.options as object), ...(built && { output_url: `/v1/targets/${id}/download.csv` }) },
      row_count: built?.row_count,
      bytes: built?.bytes,
      final_structure: built?.structure,
    }
  },
}

export const targets = serve(targetOperations, {
  ...verbsOf(targetNoun),
  ...archiveVerbsOf(targetNoun),
  forceUpdate: forceUpdateOf(targetNoun),
  async download(ctx, { params }) {
    const target = await find(ctx, targetNoun, params.id)
    return downloadReply(ctx, target, (target.output as TargetOutput | undefined)?.key)
  },
  preview: async (ctx, { params }) => previewReply(ctx, await find(ctx, targetNoun, params.id)),
})
