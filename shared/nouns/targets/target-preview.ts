import type { Resource } from '../../model/resource.ts'
import type { ApiContext } from '../../verbs/noun.ts'
import { attachment, notReady, Reply } from '../../verbs/reply.ts'
import { csvRecords } from './csv-records.ts'

const maxRows = 1000
/** A thousand rows of 2 KB; whatever is cut off at the end is left out whole. */
const maxBytes = 2_000_000

/** The first rows of a target's file: a table, or CSV for those who ask for it. */
export async function previewReply(ctx: ApiContext, target: Resource<'targets'>): Promise<unknown> {
  const { output } = target
  const bytes = output && (await ctx.exports.getBytes(output.key, maxBytes))
  if (!bytes) throw notReady('target', target)
  const text = new TextDecoder().decode(bytes)
  const delimiter = target.config.options.delimiter ?? ','
  const records = csvRecords(text, delimiter, maxRows + 1, output.bytes <= bytes.length)
  if (ctx.accept.includes('text/csv')) {
    const file = { name: `${target.config.name}-preview.csv`, mediaType: 'text/csv; charset=utf-8' }
    return new Reply(200, attachment(file), text.slice(0, records.at(-1)?.end ?? 0))
  }
  const [headers = [], ...rows] = records.map(({ fields }) => fields)
  return {
    message: `The first ${rows.length} of ${output.row_count} rows`,
    target_id: target.id,
    headers,
    rows,
  }
}
