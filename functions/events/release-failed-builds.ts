import { openBus } from '../../shared/aws/bus.ts'
import { env } from '../../shared/env.ts'
import { releaseBuild } from '../../shared/resources/planning/release-build.ts'
import type { Build } from '../../shared/resources/resource.ts'
import { openTable } from '../../shared/store/table.ts'
import { subscriber } from '../middleware/subscriber.ts'

/** An execution ended without finishing: free its resource, whoever ended it. */
export const handler = subscriber(async ({ detail }) => {
  const { build } = JSON.parse(String(detail.input)) as { build: Build }
  const ctx = { table: openTable(env.table), bus: openBus(), now: () => new Date() }
  await releaseBuild(ctx, build, String(detail.status))
})
