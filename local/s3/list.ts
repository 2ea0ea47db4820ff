import type { Journal } from '../journal.ts'
import { S3Error } from './errors.ts'
import type { Version } from './store.ts'
import type { Xml } from './xml.ts'

/** Sorts after every key that starts with the prefix: SQLite compares UTF-8 bytes, as S3 does. */
const AFTER_ALL = '\u{10FFFF}'

interface Page {
  keys: Version[]
  prefixes: string[]
  /** The last key or prefix of the page, when there is more. */
  resume?: string
}

/** One page of a bucket's keys; what shares a prefix up to the delimiter is folded into one entry. */
function page(
  journal: Journal,
  bucket: string,
  { prefix, delimiter, after, limit }: { prefix: string; delimiter: string; after: string; limit: number },
): Page {
  const next = journal.prepare(
    'SELECT * FROM objects WHERE bucket = ? AND latest = 1 AND delete_marker = 0 AND key > ? AND key >= ? AND key < ? ORDER BY key LIMIT ?',
  )
  const found: Page = { keys: [], prefixes: [] }
  let cursor = after
  const count = () => found.keys.length + found.prefixes.length
  while (true) {
    const rows = next.all(bucket, cursor, prefix, prefix + AFTER_ALL, limit - count() + 1) as unknown as Version[]
    for (const row of rows) {
      if (count() >= limit) return { ...found, resume: cursor }
      const cut = delimiter === '' ? -1 : row.key.indexOf(delimiter, prefix.length)
      if (cut >= 0) {
        const folded = row.key.slice(0, cut + delimiter.length)
        found.prefixes.push(folded)
        cursor = folded + AFTER_ALL
        break
      }
      found.keys.push(row)
      cursor = row.key
    }
    if (rows.length === 0) return found
  }
}

const entryOf = ({ key, modified, etag, size }: Version, encode: (text: string) => string): Xml => ({
  Key: encode(key),
  LastModified: new Date(modified).toISOString(),
  ETag: `"${etag}"`,
  Size: size,
  StorageClass: 'STANDARD',
})

function readLimit(query: URLSearchParams): number {
  const text = query.get('max-keys') ?? '1000'
  if (!/^\d+$/.test(text))
    throw new S3Error('InvalidArgument', 'Provided max-keys not an integer or within integer range')
  return Math.min(1000, Number(text))
}

/** encoding-type=url leaves the slashes, as S3 does. */
const encoder = (query: URLSearchParams) => (text: string) =>
  query.get('encoding-type') === 'url' ? encodeURIComponent(text).replaceAll('%2F', '/') : text

/** ListObjectsV2 */
export function listObjects(journal: Journal, bucket: string, query: URLSearchParams): Xml {
  const [prefix, delimiter] = [query.get('prefix') ?? '', query.get('delimiter') ?? '']
  const token = query.get('continuation-token')
  const after = token === null ? (query.get('start-after') ?? '') : Buffer.from(token, 'base64url').toString()
  const limit = readLimit(query)
  const encode = encoder(query)
  const { keys, prefixes, resume } =
    limit === 0 ? ({ keys: [], prefixes: [] } as Page) : page(journal, bucket, { prefix, delimiter, after, limit })
  return {
    Name: bucket,
    Prefix: encode(prefix),
    Delimiter: delimiter === '' ? undefined : encode(delimiter),
    MaxKeys: limit,
    EncodingType: query.get('encoding-type') ?? undefined,
    KeyCount: keys.length + prefixes.length,
    IsTruncated: resume !== undefined,
    ContinuationToken: token ?? undefined,
    StartAfter: query.get('start-after') === null ? undefined : encode(query.get('start-after')!),
    NextContinuationToken: resume === undefined ? undefined : Buffer.from(resume).toString('base64url'),
    Contents: keys.map((row) => entryOf(row, encode)),
    CommonPrefixes: prefixes.map((folded) => ({ Prefix: encode(folded) })),
  }
}
