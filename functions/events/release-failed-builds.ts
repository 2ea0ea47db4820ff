import type { Build } from '../../shared/model/resource.ts'
import { releaseBuild } from '../../shared/planning/release-build.ts'
import { eventContext } from '../middleware/event-context.ts'
import { subscriber } from '../middleware/subscriber.ts'

/** An execution ended without finishing: free its resource, whoever ended it. */
export const handler = subscriber(async ({ detail }) => {
  const { build } = JSON.parse(String(detail.input)) as { build: Build }
  await releaseBuild(eventContext(), build, String(detail.status))
})
