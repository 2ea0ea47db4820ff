import { open, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Bucket } from '../../../ports/aws/objects.ts'

/** Where the steps of one build leave what they tell one another. */
export interface Exchange {
  lake: Bucket
  /** Of the objects' keys. */
  prefix: string
  /** A folder on disk. */
  scratch: string
}

/** Whole numbers as an object, as they lie in memory: little-endian, nothing around them. */
export async function putArray(
  { lake, prefix }: Exchange,
  key: string,
  array: Uint32Array | Uint8Array,
): Promise<void> {
  await lake.put(prefix + key, new Uint8Array(array.buffer, array.byteOffset, array.byteLength))
}

export async function getBytes({ lake, prefix, scratch }: Exchange, key: string): Promise<Uint8Array<ArrayBuffer>> {
  const path = join(scratch, key.replaceAll('/', '-'))
  await lake.getFile(prefix + key, path)
  const file = await open(path)
  try {
    // Into separate memory: some of these arrays fill half of the memory of a function, and there is no room for a
    // copy.
    const bytes = new Uint8Array((await file.stat()).size)
    for (let at = 0; at < bytes.length; )
      at += (await file.read(bytes, at, Math.min(READ_AT_ONCE, bytes.length - at))).bytesRead
    return bytes
  } finally {
    await file.close()
    await rm(path)
  }
}

/** Node reads less than 2 GiB at once. */
const READ_AT_ONCE = 2 ** 30

export const getWords = async (exchange: Exchange, key: string): Promise<Uint32Array> =>
  new Uint32Array((await getBytes(exchange, key)).buffer)

/** Objects that are asked for at the same time: S3 answers after some ten milliseconds, and the client keeps 50 connections. */
const AT_ONCE = 48

/** The results of `work` for 0 … count − 1, in this order. */
export async function forEach<T>(count: number, work: (i: number) => Promise<T>): Promise<T[]> {
  const made: T[] = []
  for (let from = 0; from < count; from += AT_ONCE) {
    const some = Array.from({ length: Math.min(AT_ONCE, count - from) }, (_, i) => work(from + i))
    made.push(...(await Promise.all(some)))
  }
  return made
}
