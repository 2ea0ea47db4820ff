import type { BuildContext, BuildPlan } from '../../../builds/build-context.ts'
import type { Catalogue } from '../../../engines/events/survey.ts'
import { blockedValues } from '../../../engines/identity/normalize-identifier.ts'
import type { DatasetConfig } from '../../../lake/ingest/dataset-config.ts'
import { eventKeys } from '../../../lake/keys.ts'
import type { DatasetManifest } from '../../datasets/build/manifest.ts'
import type { PlannedFile } from '../../datasets/build/planned-file.ts'
import type { SourceConfig } from '../contract.ts'
import type { LogPart } from './parts.ts'
import type { Spelling } from './spelling.ts'

export const promotingOf = ({ identifiers, blocked_values }: Pick<SourcePlan, 'identifiers' | 'blocked_values'>) => ({
  kinds: identifiers.map(({ kind }) => kind),
  blocked: blockedValues(blocked_values),
})

/** A day or an hour of a source's log: what is read as one file. */
export interface PartOfLog extends PlannedFile, Omit<LogPart, 'name'> {
  part: string
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
  /** All parts, as they were found. */
  parts: LogPart[]
  /** How the account spells names that the catalogue has. */
  spelling: Spelling
  /** How the table that the catalogue makes is read. */
  config: DatasetConfig
}

/** The manifest of a source: that of its rows as of a dataset's, and the parts of the log that it is made from. */
export interface SourceManifest extends DatasetManifest {
  parts: LogPart[]
  survey_keys: string[]
  force?: string
}

/** The keys of a part's objects, in order. */
export async function objectsOf(ctx: BuildContext, { part, objects }: PartOfLog): Promise<string[]> {
  if (objects) return objects
  const { account_id, resource_id } = ctx.build
  return (await ctx.lake.list(eventKeys.part(account_id, resource_id, part))).map(({ key }) => key)
}
