import type { Upload } from '../../../model/resource.ts'

/** One upload of the folder, and where what is read of it goes: named by content and configuration, written once. */
export interface PlannedFile extends Upload {
  prefix: string
}
