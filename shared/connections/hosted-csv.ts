import * as z from 'zod'
import { buildKeys, exportKeys } from '../lake/keys.ts'
import { joinObjects } from '../ports/aws/join-objects.ts'
import type { Connection } from './connection.ts'

/** A CSV in Moira's own exports bucket, for the customer to download. */
export const hostedCsv = {
  type: 'hosted_csv',
  options: z.strictObject({
    type: z.literal('hosted_csv', {
      error: 'must be "hosted_csv": a file to download; connections to other services do not exist',
    }),
    delimiter: z.literal(',', { error: 'must be ",": files are served with commas' }).optional(),
    quote_all: z.literal(false, { error: 'must be false: fields are quoted where they need it' }).optional(),
    gzip: z.literal(false, { error: 'must be false: files are served as plain CSV' }).optional(),
    bom: z
      .boolean()
      .optional()
      .describe(
        'A byte order mark before the text, by which spreadsheets know UTF-8; left out, human-readable files have one',
      ),
    // Answers say where the file is; sent back, it is ignored.
    output_url: z.string().optional(),
  }),
  accepts: ['identified', 'referenced', 'hashed', 'aggregated'],
  /** Joins the parts to one file. Its key holds the build's digest, so a reader's file never changes. */
  async deliver(ctx, { digest, shards, bytes, suffix, persona }) {
    const key = exportKeys.csv(ctx.build, digest, suffix)
    const keyOf = (shard: number) =>
      persona === undefined ? buildKeys.targetCsv(ctx.build, shard) : buildKeys.personaCsv(ctx.build, shard, persona)
    const parts = shards.map((shard, i) => ({ key: keyOf(shard), bytes: bytes[i]! }))
    const joined = await joinObjects(
      { bucket: ctx.lake.name, parts },
      { bucket: ctx.exports.name, key, contentType: 'text/csv; charset=utf-8' },
    )
    return { key, bytes: joined }
  },
} satisfies Connection
