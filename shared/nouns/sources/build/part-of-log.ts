import type { BuildPlan } from '../../../builds/build-context.ts'
import type { Catalogue } from '../../../engines/events/survey.ts'
import { blockedValues } from '../../../engines/identity/normalize-identifier.ts'
import type { DatasetConfig } from '../../../lake/ingest/dataset-config.ts'
import type { PlannedFile } from '../../datasets/build/planned-file.ts'
import type { SourceConfig } from '../contract.ts'

export const promotingOf = ({ identifiers, blocked_values }: Pick<SourcePlan, 'identifiers' | 'blocked_values'>) => ({
  kinds: identifiers.map(({ kind }) => kind),
  blocked: blockedValues(blocked_values),
})

/** A day or an hour of a source's log: what is read as one file. */
export interface PartOfLog extends PlannedFile {
  /** Keys of its objects in the log. */
  objects: string[]
  /** Hours that have events. */
  hours: number
  /** Where its survey lies. */
  survey_prefix: string
}

/** The plan of a build of a source; as far as datasets' steps work on it, that of a dataset. */
export interface SourcePlan extends BuildPlan {
  /** Which identifiers the source promotes, the strongest first, and how they link. */
  identifiers: SourceConfig['identifiers']
  blocked_values: string[]
  created_at: string
  /** The last closed hour that is read. */
  through?: string
  force?: string
  files: PartOfLog[]
  work: number[][]
  /** Of all parts together, once they are surveyed. */
  catalogue: Catalogue
  /** How the table that the catalogue makes is read. */
  config: DatasetConfig
}
