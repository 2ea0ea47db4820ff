import { accountOperations } from './accounts.ts'
import { cohortOperations, cohortPersonasOperations } from './cohorts.ts'
import { datasetOperations } from './datasets.ts'
import { graphOperations, openapiOperations } from './graph.ts'
import type { Operations } from './operation.ts'
import { personaSetOperations } from './persona_sets.ts'
import { scheduleOperations } from './schedules.ts'
import { scopeOperations } from './scopes.ts'
import { streamOperations } from './streams.ts'
import { targetOperations } from './targets.ts'
import { traitOperations } from './traits.ts'
import { uploadOperations } from './uploads.ts'

/** The whole public API, by noun. */
export const contract: Record<string, Operations> = {
  accounts: accountOperations,
  uploads: uploadOperations,
  datasets: datasetOperations,
  streams: streamOperations,
  traits: traitOperations,
  // One of them has a function of its own: functions/api/cohort_personas.ts.
  cohorts: { ...cohortOperations, ...cohortPersonasOperations },
  persona_sets: personaSetOperations,
  scopes: scopeOperations,
  targets: targetOperations,
  schedules: scheduleOperations,
  graph: graphOperations,
  openapi: openapiOperations,
}
