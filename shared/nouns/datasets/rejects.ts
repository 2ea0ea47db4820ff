import type { Resource } from '../../model/resource.ts'
import type { ApiContext } from '../../verbs/noun.ts'
import { attachment, inlineBytes, notReady, Reply } from '../../verbs/reply.ts'
import type { DatasetOutput } from './output.ts'

const header = 'file,line,reason,row\n'

/** All rejects of a dataset as one CSV, cut after the last row that fits; a last line says so. */
export async function rejectsReply(ctx: ApiContext, dataset: Resource, output?: DatasetOutput): Promise<Reply> {
  if (!output) throw notReady('dataset', dataset)
  let csv = ''
  for (const key of output.rejects_keys) {
    const text = (await ctx.lake.getText(key)) ?? ''
    // Every part brings its own header.
    csv += csv ? text.slice(text.indexOf('\n') + 1) : text
    if (csv.length > inlineBytes) {
      csv = `${csv.slice(0, csv.lastIndexOf('\n', inlineBytes) + 1)}# more rows were rejected than fit here\n`
      break
    }
  }
  const file = { name: `${dataset.config.name}-rejects.csv`, mediaType: 'text/csv; charset=utf-8' }
  return new Reply(200, attachment(file), csv || header)
}
