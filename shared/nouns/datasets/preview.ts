import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type * as z from 'zod'
import { withDuck } from '../../lake/duck.ts'
import { compileDataset } from '../../lake/ingest/compiled-dataset.ts'
import { ingestFile } from '../../lake/ingest/ingest-file.ts'
import { uploadKeys } from '../../lake/keys.ts'
import { type OpenUpload, uploadBytes } from '../../lake/read/bytes.ts'
import { RowParser } from '../../lake/read/row-parser.ts'
import { notFound } from '../../model/errors.ts'
import type { AtDesk } from '../../ports/context.ts'
import { serve } from '../../verbs/serve.ts'
import { checkReading } from './check-reading.ts'
import { type DatasetPreview, datasetPreviewOperations } from './contract.ts'
import { datasetNoun } from './datasets.ts'

/** Bytes of the unpacked file that are read: a few thousand rows, within a second. */
const mostBytes = 256 << 10
const mostShown = 20
/** Characters of a rejected row. */
const longestRow = 300
const newLine = 0x0a

/** Reads the beginning of a folder's newest file as a build of the dataset would. Nothing is kept. */
export const datasetPreview = (atDesk: AtDesk) =>
  serve(datasetPreviewOperations, {
    async preview(ctx, { body }): Promise<z.input<typeof DatasetPreview>> {
      const config = datasetNoun.complete(body, [], undefined)
      checkReading(config)
      const folder = uploadKeys.file(ctx.account_id, `${config.options.upload_directory}/`)
      const files = (await ctx.uploads.list(folder)).filter(({ key }) => key.length > folder.length)
      const newest = files.reduce<(typeof files)[number] | undefined>(
        (latest, one) => (!latest || one.last_modified > latest.last_modified ? one : latest),
        undefined,
      )
      if (!newest) throw notFound('upload', `${config.options.upload_directory}/`)
      const { bytes, isWhole } = await beginningOf(() => ctx.uploads.read(newest.key))
      const file = newest.key.slice(uploadKeys.account(ctx.account_id).length)
      return atDesk(({ scratch, memoryMb }) =>
        withDuck({ memoryMb, threads: 1, tmp: scratch }, async (db) => {
          const out = {
            rows: join(scratch, 'rows.parquet'),
            values: join(scratch, 'values.parquet'),
            rejects: join(scratch, 'rejects.csv'),
          }
          const report = await ingestFile({
            db,
            plan: compileDataset(config),
            upload: async function* () {
              yield Buffer.from(bytes)
            },
            objectKey: file,
            lastModified: new Date(newest.last_modified),
            out,
          })
          const rejected = report.rejected && !report.refused ? rejectsOf(await readFile(out.rejects, 'utf8')) : []
          return {
            file,
            is_whole: isWhole,
            ...(report.refused && { refused: report.refused }),
            rows: report.row_count,
            taken: report.accepted,
            identified: report.identified_count,
            rejected,
            rejected_count: report.rejected,
            sample: report.sample,
            notes: report.notes ?? [],
          }
        }),
      )
    },
  })

/** The first bytes of a file, unpacked, up to the end of a line. */
async function beginningOf(open: OpenUpload): Promise<{ bytes: Buffer; isWhole: boolean }> {
  const pieces: Buffer[] = []
  let size = 0
  for await (const chunk of uploadBytes(open)) {
    pieces.push(Buffer.from(chunk))
    size += chunk.length
    if (size >= mostBytes) break
  }
  const bytes = Buffer.concat(pieces)
  if (size < mostBytes) return { bytes, isWhole: true }
  const cut = bytes.subarray(0, mostBytes)
  const end = cut.lastIndexOf(newLine)
  return { bytes: end < 0 ? cut : cut.subarray(0, end + 1), isWhole: false }
}

/** Rows of the CSV file,line,reason,row. */
function rejectsOf(csv: string): z.input<typeof DatasetPreview>['rejected'] {
  const window = Buffer.from(`${csv}\n`)
  const limit = window.length - 1
  const parser = new RowParser(',')
  const rows: z.input<typeof DatasetPreview>['rejected'] = []
  parser.next(window, 0, limit, true)
  while (rows.length < mostShown && parser.after < limit) {
    parser.next(window, parser.after, limit, true)
    const cell = (c: number) => {
      const text = window.toString('utf8', parser.starts[c], parser.ends[c])
      return parser.quoted[c] ? text.slice(1, -1).replaceAll('""', '"') : text
    }
    rows.push({ line: Number(cell(1)), reason: cell(2), row: cell(3).slice(0, longestRow) })
  }
  return rows
}
