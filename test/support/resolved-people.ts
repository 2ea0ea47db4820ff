import { copyFileSync, createReadStream, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Duck } from '../../shared/lake/duck.ts'
import { compileDataset } from '../../shared/lake/ingest/compiled-dataset.ts'
import type { DatasetConfig } from '../../shared/lake/ingest/dataset-config.ts'
import { keyedStreams } from '../../shared/lake/ingest/event-values.ts'
import { externalIds, identityParts } from '../../shared/lake/ingest/identity-parts.ts'
import { type FileReport, ingestFile } from '../../shared/lake/ingest/ingest-file.ts'
import { type DatasetColumns, openDatasetRows, type RowsManifest } from '../../shared/lake/people/dataset-rows.ts'
import { type Deciding, decidePeople } from '../../shared/lake/people/decide-people.ts'
import { openSideFiles } from '../../shared/lake/people/open-side-files.ts'
import { writeShards } from '../../shared/lake/people/write-shards.ts'
import { overlapping } from '../../shared/lake/shard-range.ts'
import type { Bucket } from '../../shared/ports/aws/objects.ts'
import { folderBucket } from './folder-bucket.ts'
import { inPartitions } from './in-partitions.ts'

/** Datasets by name: how they are read, and the texts of their files. */
export type Sample = Record<string, { config: DatasetConfig; files: string[] }>

interface Options {
  sample: Sample
  shards?: number
  /** 1: decided by one function. */
  partitions?: number
  /** Other datasets that lie in the lake already, such as sources. */
  also?: (lake: Bucket) => Promise<RowsManifest[]>
  /** Settings of sources, and decisions. */
  deciding?: Deciding
  /** Parquet of the rows that do not count, by dataset. */
  dropped?: Record<string, string>
}

/** Ingests the files, resolves the people, opens in `db` what the first shard reads; `open` does another's. */
export async function resolvedPeople(
  db: Duck,
  folder: string,
  { sample, shards = 1, partitions = 1, dropped = {}, also, deciding }: Options,
) {
  const lake = folderBucket(join(folder, 'lake'))
  const manifests: RowsManifest[] = []
  for (const [name, { config, files }] of Object.entries(sample)) {
    const plan = compileDataset(config)
    const manifest: RowsManifest = {
      dataset_id: name,
      files: [],
      identity_sets: plan.identities.map((set) => set.name),
      external_ids: externalIds(plan),
      streams: plan.streams.map((stream) => stream.name),
    }
    const values: NonNullable<FileReport['values']>[] = []
    for (const [i, text] of files.entries()) {
      const upload = join(folder, `${name}-${i}.csv`)
      const rows = join(folder, `${name}-${i}.parquet`)
      writeFileSync(upload, text)
      const path = `${name}/${i}.csv`
      const out = { rows, values: `${rows}.values`, rejects: `${rows}.rejects` }
      const report = await ingestFile({
        db,
        plan,
        upload: () => createReadStream(upload),
        objectKey: path,
        lastModified: new Date(0),
        out,
      })
      if (report.rejected) throw new Error(`${name}: ${readFileSync(out.rejects, 'utf8')}`)
      values.push(report.values ?? {})
      await lake.putFile(`${path}.parquet`, rows)
      await lake.putFile(`${path}.values`, out.values)
      const keys = { rows_key: `${path}.parquet`, values_key: `${path}.values` }
      manifest.files.push({ path, ...keys, accepted: report.accepted })
    }
    const keyed = keyedStreams(plan, values).map(({ stream_name, value_per }) => [stream_name, value_per] as const)
    if (keyed.length) {
      manifest.value_per = Object.fromEntries(keyed)
      manifest.quantities = Object.fromEntries(plan.streams.map((stream) => [stream.name, stream.quantities]))
    }
    if (dropped[name]) await lake.putFile(`${name}/dropped`, dropped[name])
    manifests.push(dropped[name] ? { ...manifest, dropped_key: `${name}/dropped` } : manifest)
  }
  if (also) manifests.push(...(await also(lake)))
  const scratch = join(folder, 'scratch')
  mkdirSync(scratch, { recursive: true })
  if (partitions > 1) {
    const parts = Object.values(sample).flatMap(({ config }) => identityParts(compileDataset(config)))
    const hashed = ['email', 'email_hash'].every((one) => parts.some(({ part }) => part === one))
    const cut = await inPartitions({ lake, scratch, manifests, hashed, partitions, slices: 2 * shards, deciding })
    const open = (shard: number) => cut.open(db, overlapping(shard, shards, 2 * shards))
    return { open, parts: cut.parts, people: cut.people, records: cut.records, ...(await open(0)) }
  }
  const datasets = await openDatasetRows(db, lake, manifests, scratch)
  const found = await decidePeople(db, datasets, deciding)
  const told = (name: string, shard: number | undefined) => join(folder, `${name}-of-${shard ?? 'all'}`)
  await writeShards(db, found, shards, scratch, async (name, file, shard) => copyFileSync(file, told(name, shard)))
  const open = async (shard: number) => {
    const range = await openSideFiles(db, datasets, scratch, async (name, file) =>
      copyFileSync(told(name, name === 'persons' || name === 'extras' ? shard : undefined), file),
    )
    return { datasets: datasets as DatasetColumns[], range }
  }
  return { open, parts: [manifests], people: found.resolution.people, records: found.rows.counted, ...(await open(0)) }
}
