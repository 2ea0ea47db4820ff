import { randomUUID } from 'node:crypto'
import { mkdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Clock } from '../clock.ts'
import type { Bus } from '../events/bus.ts'
import type { Journal } from '../journal.ts'
import { S3Error } from './errors.ts'

/** As CloudFormation writes it. */
export interface CorsRule {
  AllowedOrigins: string[]
  AllowedMethods: string[]
  AllowedHeaders?: string[]
  MaxAge?: number
}

export interface Bucket {
  name: string
  versioned: boolean
  /** Whether EventBridge hears of its objects. */
  announces: boolean
  /** Which pages of other origins a browser lets ask. */
  cors: readonly CorsRule[]
}

/** One version of one object; a delete marker is a version without a file. */
export interface Version {
  seq: number
  bucket: string
  key: string
  version_id: string
  latest: number
  delete_marker: number
  size: number
  etag: string
  file: string
  /** JSON of the response headers it was stored with: content-type, x-amz-meta-…, checksums. */
  headers: string
  /** Milliseconds. */
  modified: number
}

/** If-None-Match and If-Match of a write. */
export interface Condition {
  ifNoneMatch?: string | undefined
  ifMatch?: string | undefined
}

export interface NewObject {
  bucket: Bucket
  key: string
  /** A finished file, which is moved into the store. */
  file: string
  size: number
  etag: string
  headers: Record<string, string>
  reason: 'PutObject' | 'CopyObject' | 'CompleteMultipartUpload'
}

/** Objects: bodies are files under the bucket's folder, everything else is a row of the journal. */
export function createStore(folder: string, journal: Journal, clock: Clock, bus: Bus) {
  const temporary = join(folder, '.incoming')
  rmSync(temporary, { recursive: true, force: true })
  mkdirSync(temporary, { recursive: true })

  const one = (sql: string, ...values: (string | number)[]) =>
    journal.prepare(sql).get(...values) as unknown as Version | undefined
  const latest = (bucket: string, key: string) =>
    one('SELECT * FROM objects WHERE bucket = ? AND key = ? AND latest = 1', bucket, key)
  const version = (bucket: string, key: string, id: string) =>
    one('SELECT * FROM objects WHERE bucket = ? AND key = ? AND version_id = ?', bucket, key, id)
  const pathOf = ({ bucket, file }: Pick<Version, 'bucket' | 'file'>) => join(folder, bucket, file)
  const forget = (old: Version) => {
    journal.prepare('DELETE FROM objects WHERE seq = ?').run(old.seq)
    if (old.file) rmSync(pathOf(old), { force: true })
  }

  const announce = ({ name, announces }: Bucket, row: Version, type: string, more: Record<string, unknown>) => {
    if (!announces) return
    const { key, size, etag, version_id, seq, delete_marker } = row
    const object = {
      key,
      ...(!delete_marker && type === 'Object Created' && { size, etag }),
      ...(version_id !== 'null' && { 'version-id': version_id }),
      // A delete comes after the put of the same version.
      sequencer: (seq * 2 + (type === 'Object Deleted' ? 1 : 0)).toString(16).toUpperCase().padStart(18, '0'),
    }
    const detail = { version: '0', bucket: { name }, object, 'request-id': randomUUID(), requester: 'local', ...more }
    bus.publish({ source: 'aws.s3', 'detail-type': type, resources: [`arn:aws:s3:::${name}`], detail })
  }

  const checkCondition = (current: Version | undefined, { ifNoneMatch, ifMatch }: Condition) => {
    const exists = current !== undefined && !current.delete_marker
    if (ifNoneMatch === '*' && exists) throw new S3Error('PreconditionFailed')
    if (ifMatch === undefined) return
    if (!exists) throw new S3Error('NoSuchKey')
    if (ifMatch.replaceAll('"', '') !== current.etag) throw new S3Error('PreconditionFailed')
  }

  const insert = (
    bucket: Bucket,
    key: string,
    fields: Pick<Version, 'size' | 'etag' | 'file' | 'headers' | 'delete_marker'>,
  ): Version => {
    const id = bucket.versioned ? randomUUID().replaceAll('-', '') : 'null'
    if (!bucket.versioned) {
      const old = version(bucket.name, key, 'null')
      if (old) forget(old)
    }
    journal.prepare('UPDATE objects SET latest = 0 WHERE bucket = ? AND key = ? AND latest = 1').run(bucket.name, key)
    const { size, etag, file, headers, delete_marker } = fields
    journal
      .prepare(
        'INSERT INTO objects (bucket, key, version_id, latest, delete_marker, size, etag, file, headers, modified) VALUES (?, ?, ?, 1, ?, ?, ?, ?, ?, ?)',
      )
      .run(bucket.name, key, id, delete_marker, size, etag, file, headers, clock.now())
    return latest(bucket.name, key)!
  }

  /** All rows and the event of one change, or none: a crash in between must not lose the event. */
  const atomically = <T>(change: () => T): T => {
    journal.exec('BEGIN')
    try {
      const result = change()
      journal.exec('COMMIT')
      return result
    } catch (error) {
      journal.exec('ROLLBACK')
      throw error
    }
  }

  return {
    temporary,
    latest,
    version,
    pathOf,
    /** Makes a received file the newest version. The conditions are checked in the same breath: the first writer wins. */
    put({ bucket, key, file, size, etag, headers, reason }: NewObject, condition: Condition = {}): Version {
      checkCondition(latest(bucket.name, key), condition)
      const name = `${randomUUID().slice(0, 2)}/${randomUUID()}`
      mkdirSync(join(folder, bucket.name, name.slice(0, 2)), { recursive: true })
      renameSync(file, pathOf({ bucket: bucket.name, file: name }))
      return atomically(() => {
        const row = insert(bucket, key, { size, etag, file: name, headers: JSON.stringify(headers), delete_marker: 0 })
        announce(bucket, row, 'Object Created', { reason })
        return row
      })
    },
    /** Deletes a version for good, or puts a delete marker on top (a bucket without versions just loses the object). */
    delete(bucket: Bucket, key: string, versionId?: string): { deleteMarker: boolean; versionId?: string } {
      return atomically(() => {
        const reason = { reason: 'DeleteObject' }
        if (versionId === undefined && bucket.versioned) {
          const marker = insert(bucket, key, { size: 0, etag: '', file: '', headers: '{}', delete_marker: 1 })
          announce(bucket, marker, 'Object Deleted', { ...reason, 'deletion-type': 'Delete Marker Created' })
          return { deleteMarker: true, versionId: marker.version_id }
        }
        const old = version(bucket.name, key, versionId ?? 'null')
        if (!old) return { deleteMarker: false, ...(versionId && { versionId }) }
        forget(old)
        if (old.latest) {
          journal
            .prepare(
              'UPDATE objects SET latest = 1 WHERE seq = (SELECT max(seq) FROM objects WHERE bucket = ? AND key = ?)',
            )
            .run(bucket.name, key)
        }
        announce(bucket, old, 'Object Deleted', { ...reason, 'deletion-type': 'Permanently Deleted' })
        return { deleteMarker: old.delete_marker === 1, ...(versionId && { versionId }) }
      })
    },
  }
}

export type Store = ReturnType<typeof createStore>
