import { cohortMembership } from '../../../shared/nouns/cohorts/membership.ts'
import { cohortPersonas } from '../../../shared/nouns/persona_sets/counts/cohort-personas.ts'
import { conversion } from '../../../shared/nouns/persona_sets/counts/conversion.ts'
import { explore } from '../../../shared/nouns/persona_sets/counts/explore.ts'
import { traitAnalysis } from '../../../shared/nouns/persona_sets/counts/trait-analysis.ts'
import { populationPreview } from '../../../shared/nouns/scopes/population-preview.ts'
import { together } from '../../../shared/verbs/serve.ts'
import { atDesk } from '../../middleware/desk.ts'
import { endpoint } from './middleware/endpoint.ts'

export const handler = endpoint(
  together(
    cohortMembership(atDesk),
    cohortPersonas(atDesk),
    conversion(atDesk),
    explore(atDesk),
    traitAnalysis(atDesk),
    populationPreview(atDesk),
  ),
)
