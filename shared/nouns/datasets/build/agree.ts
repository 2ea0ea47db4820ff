import { type BuildContext, readJson, readPlan, writePlan } from '../../../builds/build-context.ts'
import { compileDataset } from '../../../lake/ingest/compiled-dataset.ts'
import { agreedChoices } from '../../../lake/ingest/dates/agreement.ts'
import { agreedLooks } from '../../../lake/ingest/numbers/agreement.ts'
import { lakeKeys } from '../../../lake/keys.ts'
import { digestOf } from '../../../model/ids.ts'
import type { PlannedFile } from './planned-file.ts'
import type { IngestPlan } from './prepare.ts'
import type { StoredReport } from './read-file.ts'
import { foldersInUse, isRead, workOf } from './work.ts'

/**
 * Puts together what all files of the folder say of the way in which their dates are written, and plans to read those
 * again that were read otherwise: 03/02/2023 of one file is a day of February once another file holds 13/01/2023. A file
 * that is read again gets a folder beside the first, named also by what was agreed.
 */
export async function agreeOnDates(ctx: BuildContext): Promise<{ shards: number[] }> {
  const plan = await readPlan<IngestPlan>(ctx)
  const reports = await Promise.all(
    plan.files.map((file) => readJson<StoredReport>(ctx.lake, lakeKeys.report(file.report_prefix))),
  )
  const newest = plan.files.reduce((latest, { last_modified }) => (last_modified > latest ? last_modified : latest), '')
  const agreed = agreedChoices(
    compileDataset(plan.config),
    reports.map(({ dates }) => dates ?? {}),
    new Date(newest || 0).getUTCFullYear(),
  )
  const looks = agreedLooks(reports.map(({ looks }) => looks ?? {}))
  const files = plan.files.map((file, i): PlannedFile => {
    const changed = agreed[i]!
    const changedLooks = looks[i]!
    const both = { agreed: changed, agreed_looks: changedLooks }
    if (!Object.keys({ ...changed, ...changedLooks }).length) return { ...file, prefix: file.first_prefix, ...both }
    const digest = digestOf({ first: file.first_prefix, ...both })
    return { ...file, prefix: lakeKeys.version(ctx.build, digest), ...both }
  })
  const inUse = new Set((await foldersInUse(ctx)).values())
  const known = await Promise.all(
    files.map(async ({ prefix, report_prefix, size }) => ({
      size,
      isKnown: prefix === report_prefix || (await isRead(ctx, lakeKeys.report(prefix), inUse.has(prefix))),
    })),
  )
  return writePlan<IngestPlan>(ctx, { ...plan, files, ...workOf(known) })
}
