import { copyFileSync, createReadStream, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Bucket } from '../../shared/ports/aws/objects.ts'

/** A bucket that is a folder: what steps need of S3 to read and write files, nothing of its semantics. */
export function folderBucket(folder: string): Bucket {
  const at = (key: string) => {
    const file = join(folder, key)
    mkdirSync(dirname(file), { recursive: true })
    return file
  }
  const no = async (): Promise<never> => {
    throw new Error('a folder bucket does not do that')
  }
  return {
    name: 'folder',
    list: no,
    firstBehind: no,
    head: no,
    delete: no,
    deleteAll: no,
    getText: async (key) => (existsSync(at(key)) ? readFileSync(at(key), 'utf8') : undefined),
    read: (key) => createReadStream(at(key)),
    getFile: async (key, file) => copyFileSync(at(key), file),
    getRange: async (key, first, bytes) =>
      existsSync(at(key)) ? new Uint8Array(readFileSync(at(key)).subarray(first, first + bytes)) : undefined,
    put: async (key, body) => {
      writeFileSync(at(key), body)
      return { key, etag: '', size: body.length, last_modified: '' }
    },
    putFile: async (key, file) => copyFileSync(file, at(key)),
  }
}
