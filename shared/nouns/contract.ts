import type { Operations } from '../contract/operation.ts'
import { accountOperations } from './accounts/contract.ts'
import { cohortOperations, cohortPersonasOperations } from './cohorts/contract.ts'
import { datasetOperations } from './datasets/contract.ts'
import { graphOperations, openapiOperations } from './graph/contract.ts'
import { personaSetOperations } from './persona_sets/contract.ts'
import { scheduleOperations } from './schedules/contract.ts'
import { scopeOperations } from './scopes/contract.ts'
import { streamOperations } from './streams/contract.ts'
import { targetOperations } from './targets/contract.ts'
import { traitOperations } from './traits/contract.ts'
import { uploadOperations } from './uploads/contract.ts'

/** The whole public API, by noun. */
export const contract: Record<string, Operations> = {
  accounts: accountOperations,
  uploads: uploadOperations,
  datasets: datasetOperations,
  streams: streamOperations,
  traits: traitOperations,
  // One of them has a function of its own: functions/api/faraday/cohort_personas.ts.
  cohorts: { ...cohortOperations, ...cohortPersonasOperations },
  persona_sets: personaSetOperations,
  scopes: scopeOperations,
  targets: targetOperations,
  schedules: scheduleOperations,
  graph: graphOperations,
  openapi: openapiOperations,
}
