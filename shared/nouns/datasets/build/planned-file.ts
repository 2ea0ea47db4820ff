import type { DateChoice } from '../../../lake/ingest/dates/reading.ts'
import type { Look } from '../../../lake/ingest/numbers/look.ts'
import type { Upload } from '../../../model/resource.ts'

/** One upload of the folder, and where what is read of it goes: named by content and configuration, written once. */
export interface PlannedFile extends Upload {
  prefix: string
  /** Where it goes when it is read by what its own cells say. */
  first_prefix: string
  /** Where its report lies, or will: the first one, or that of the files that are published. */
  report_prefix: string
  /** How all files agreed to read its dates, by column, where that is another way. */
  agreed?: Record<string, DateChoice>
  /** How all files agreed to read its columns of numbers, and of what they look like, where that is another way. */
  agreed_looks?: Record<string, Look>
}
