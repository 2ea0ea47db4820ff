import { join } from 'node:path'
import type { AcceptedEvent } from '../../shared/engines/events/event.ts'
import { flatEvent } from '../../shared/engines/events/flat-event.ts'
import { type Catalogue, catalogueIn, catalogueOf, noSurvey, surveyEvent } from '../../shared/engines/events/survey.ts'
import type { Duck } from '../../shared/lake/duck.ts'
import { eventTable } from '../../shared/lake/events/event-table.ts'
import { externalIds } from '../../shared/lake/ingest/identity-parts.ts'
import { type FileReport, ingestFile } from '../../shared/lake/ingest/ingest-file.ts'
import type { RowsManifest } from '../../shared/lake/people/dataset-rows.ts'
import { promotingOf } from '../../shared/nouns/sources/build/part-of-log.ts'
import { compiledSource } from '../../shared/nouns/sources/build/shard.ts'
import { tableReading } from '../../shared/nouns/sources/build/table-reading.ts'
import { SourceConfig } from '../../shared/nouns/sources/contract.ts'
import type { Bucket } from '../../shared/ports/aws/objects.ts'

export interface SourceInLake {
  manifest: RowsManifest
  catalogue: Catalogue
  /** Of each part: what was said of it, and where its rows are on disk. */
  parts: { report: FileReport; rows: string }[]
}

/** Reads the parts of a source's log into the lake as its machine does, without the rows that come again. */
export async function sourceInLake(
  db: Duck,
  folder: string,
  lake: Bucket,
  parts: readonly (readonly AcceptedEvent[])[],
  settings: object = {},
): Promise<SourceInLake> {
  const config = SourceConfig.parse({ name: 'Website', ...settings })
  const promoting = promotingOf(config)
  const surveys = parts.map((events) => {
    const survey = noSurvey()
    for (const event of events) surveyEvent(survey, flatEvent(event, promoting))
    return survey
  })
  const catalogue = catalogueOf(surveys)
  const wholeReading = tableReading(catalogue)
  const whole = compiledSource(wholeReading, wholeReading)
  const manifest: RowsManifest = {
    dataset_id: 'website',
    files: [],
    identity_sets: whole.identities.map(({ name }) => name),
    external_ids: externalIds(whole),
    streams: whole.streams.map(({ name }) => name),
    linking: { identifiers: config.identifiers, since: '2024-01-01T00:00:00.000Z' },
  }
  const read: SourceInLake['parts'] = []
  for (const [i, events] of parts.entries()) {
    const own = catalogueIn(catalogue, surveys[i]!)
    const rows = join(folder, `website-${i}.parquet`)
    const out = { rows, values: `${rows}.values`, rejects: `${rows}.rejects` }
    const path = `sources/website/${i}`
    const report = await ingestFile({
      db,
      plan: compiledSource(tableReading(own), wholeReading),
      upload: () => eventTable(each(events), promoting, own),
      objectKey: path,
      lastModified: new Date(0),
      out,
    })
    if (report.refused) throw new Error(report.refused)
    await lake.putFile(`${path}.parquet`, rows)
    await lake.putFile(`${path}.values`, out.values)
    const keys = { rows_key: `${path}.parquet`, values_key: `${path}.values` }
    manifest.files.push({ path, ...keys, accepted: report.accepted })
    read.push({ report, rows })
  }
  return { manifest, catalogue, parts: read }
}

async function* each(events: readonly AcceptedEvent[]): AsyncGenerator<AcceptedEvent> {
  yield* events
}
