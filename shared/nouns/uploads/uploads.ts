import { checked } from '../../contract/sentences.ts'
import { directory, fileName } from '../../contract/upload-names.ts'
import { uploadKeys } from '../../lake/keys.ts'
import { firstRows } from '../../lake/read/first-rows.ts'
import { notFound } from '../../model/errors.ts'
import type { ObjectEntry } from '../../ports/aws/objects.ts'
import { present } from '../../verbs/envelope.ts'
import type { ApiContext } from '../../verbs/noun.ts'
import { fileReply } from '../../verbs/reply.ts'
import { serve } from '../../verbs/serve.ts'
import { uploadOperations } from './contract.ts'
import { uploadReading } from './upload-reading.ts'

const urlSeconds = 3600

interface Named {
  params: { directory: string; file: string }
}

/** The object's key; names that can't be one are refused. */
function keyOf(ctx: ApiContext, { params }: Named): string {
  checked(directory, params.directory, `directory "${params.directory}"`)
  checked(fileName, params.file, `file "${params.file}"`)
  return uploadKeys.file(ctx.account_id, `${params.directory}/${params.file}`)
}

/**
 * The key of an object that may have come by S3, where any name goes. A dot segment would be folded on the way to S3,
 * and lead into another account.
 */
function keyAsked(ctx: ApiContext, input: Named): string {
  const names = [input.params.directory, input.params.file]
  if (names.some((name) => /[/\\]|^\.{0,2}$/.test(name))) throw missing(input)
  const key = uploadKeys.file(ctx.account_id, names.join('/'))
  if (Buffer.byteLength(key) > longestKey) throw missing(input)
  return key
}
/** Bytes: S3 has no longer ones, and calls the question a mistake of ours. */
const longestKey = 1024
const missing = ({ params }: Named) => notFound('upload', `${params.directory}/${params.file}`)

const shown = (ctx: ApiContext, object: ObjectEntry) =>
  present({
    subpath: object.key.slice(uploadKeys.account(ctx.account_id).length),
    created_at: object.last_modified,
    file_size: object.size,
    // An object that came in parts has another kind of ETag.
    md5_hash: /^[0-9a-f]{32}$/.test(object.etag) ? object.etag : undefined,
  })

export const uploads = serve(uploadOperations, {
  async list(ctx) {
    const objects = await ctx.uploads.list(uploadKeys.account(ctx.account_id))
    return objects
      .filter(({ key }) => key.split('/').length > 2 && !key.endsWith('/'))
      .sort((a, b) => (a.last_modified + a.key < b.last_modified + b.key ? 1 : -1))
      .map((object) => shown(ctx, object))
  },
  async create(ctx, input) {
    return shown(ctx, await ctx.uploads.put(keyOf(ctx, input), input.body, 'application/octet-stream'))
  },
  async url(ctx, input) {
    const url = await ctx.uploads.putUrl(keyOf(ctx, input), urlSeconds)
    return { url, expires_at: new Date(ctx.now().getTime() + urlSeconds * 1000).toISOString() }
  },
  async reading(ctx, { params }) {
    checked(directory, params.directory, `directory "${params.directory}"`)
    const folder = uploadKeys.file(ctx.account_id, `${params.directory}/`)
    const files = (await ctx.uploads.list(folder)).filter(({ key }) => key.length > folder.length)
    const [newest] = files.sort((a, b) => (a.last_modified + a.key < b.last_modified + b.key ? 1 : -1))
    if (!newest) throw notFound('upload', `${params.directory}/`)
    const file = newest.key.slice(uploadKeys.account(ctx.account_id).length)
    return uploadReading(params.directory, file, files.length, await firstRows(() => ctx.uploads.read(newest.key)))
  },
  read: (ctx, input) =>
    fileReply(ctx.uploads, keyAsked(ctx, input), {
      name: input.params.file,
      mediaType: 'application/octet-stream',
      missing: () => missing(input),
    }),
  async remove(ctx, input) {
    const key = keyAsked(ctx, input)
    if (!(await ctx.uploads.head(key))) throw missing(input)
    await ctx.uploads.delete(key)
  },
})
