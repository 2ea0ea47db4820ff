import type { OutputOf, Resource } from '../../model/resource.ts'
import type { ApiContext } from '../../verbs/noun.ts'
import { attachment, notReady, Reply } from '../../verbs/reply.ts'
import { csvRecords } from './csv-records.ts'
import { previewSuffix } from './preview.ts'

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
    const shown = Math.max(0, records.length - 1)
    const suffix = previewSuffix(shown, output.preview_of ?? output.row_count)
    const file = { name: `${target.config.name}${suffix}.csv`, mediaType: 'text/csv; charset=utf-8' }
    return new Reply(200, attachment(file), text.slice(0, records.at(-1)?.end ?? 0))
  }
  const [headers = [], ...rows] = records.map(({ fields }) => fields)
  return {
    message: messageOf(rows.length, output),
    target_id: target.id,
    headers,
    rows,
  }
}

/** The first rows of a file; of a preview also how many rows the file of everybody would have. */
function messageOf(shown: number, { row_count, preview_of }: OutputOf<'targets'>): string {
  const first = `The first ${shown} of ${row_count} rows`
  return preview_of === undefined ? first : `${first} of a preview; the file of everybody would have ${preview_of}`
}
