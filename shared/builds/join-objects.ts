import { createReadStream, createWriteStream } from 'node:fs'
import { rm, stat } from 'node:fs/promises'
import { pipeline } from 'node:stream/promises'
import type { Bucket } from '../aws/objects.ts'

/** Objects one after the other as one file on disk; gives its size in bytes. Never more than one part beside it. */
export async function joinObjects(bucket: Bucket, keys: string[], file: string): Promise<number> {
  await rm(file, { force: true })
  for (const key of keys) {
    const part = `${file}.part`
    await bucket.getFile(key, part)
    await pipeline(createReadStream(part), createWriteStream(file, { flags: 'a' }))
    await rm(part)
  }
  return (await stat(file)).size
}
