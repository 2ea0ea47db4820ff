import type { FileReport } from '../../../lake/ingest/ingest-file.ts'
import type { PlannedFile } from './planned-file.ts'

/** report.json beside the rows of a file: written last, so that its being there says that the file is read. */
export interface StoredReport extends FileReport {
  /** Of the rows and their values. */
  rows_digest?: string
  rejects_key?: string
}

/** A file of the folder, and what was found in it. */
export interface ReadFile extends PlannedFile {
  report: StoredReport
}
