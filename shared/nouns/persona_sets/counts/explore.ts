import type { AtDesk } from '../../../ports/context.ts'
import { serve } from '../../../verbs/serve.ts'
import { exploreOperations } from '../contract.ts'
import { ordersOverTime } from './orders-over-time.ts'
import { placesOf } from './places.ts'

/** Questions about a persona set that are answered from the lake while somebody waits. */
export const explore = (atDesk: AtDesk) =>
  serve(exploreOperations, {
    places: (ctx, { params, query }) => placesOf(ctx, atDesk, params.id, query.level),
    ordersOverTime: (ctx, { params, query }) => ordersOverTime(ctx, atDesk, params.id, query),
  })
