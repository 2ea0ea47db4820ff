import type * as z from 'zod'
import type * as accounts from '../../shared/nouns/accounts/contract.ts'
import type * as cohorts from '../../shared/nouns/cohorts/contract.ts'
import type * as datasets from '../../shared/nouns/datasets/contract.ts'
import type * as graph from '../../shared/nouns/graph/contract.ts'
import type * as keys from '../../shared/nouns/keys/contract.ts'
import type * as members from '../../shared/nouns/members/contract.ts'
import type * as sets from '../../shared/nouns/persona_sets/contract.ts'
import type * as analyses from '../../shared/nouns/persona_sets/contract-analyses.ts'
import type * as persons from '../../shared/nouns/persons/contract.ts'
import type * as schedules from '../../shared/nouns/schedules/contract.ts'
import type * as scopes from '../../shared/nouns/scopes/contract.ts'
import type * as sessions from '../../shared/nouns/sessions/contract.ts'
import type * as streams from '../../shared/nouns/streams/contract.ts'
import type * as targets from '../../shared/nouns/targets/contract.ts'
import type * as traits from '../../shared/nouns/traits/contract.ts'
import type * as uploads from '../../shared/nouns/uploads/contract.ts'

/** The answers of the API, as its contract says them. */
export type Account = z.output<typeof accounts.Account>
export type Session = z.output<typeof sessions.Session>
export type ApiKey = z.output<typeof keys.Key>
export type ApiKeyWithSecret = z.output<typeof keys.KeyWithSecret>
export type Member = z.output<typeof members.Member>
export type PersonaSet = z.output<typeof sets.PersonaSet>
export type Persona = z.output<typeof sets.Persona>
export type Person = z.output<typeof persons.Person>
type PersonAnswer<Name extends keyof typeof persons.personOperations> = z.output<
  (typeof persons.personOperations)[Name]['response']
>
export type PeopleFound = PersonAnswer<'search'>['people']
export type PersonEvents = PersonAnswer<'events'>
export type PersonMerges = PersonAnswer<'merges'>
export type Cohort = z.output<typeof cohorts.Cohort>
export type CohortRule = z.input<typeof cohorts.CohortConfig>
export type Membership = z.output<(typeof cohorts.cohortMembershipOperations)['membership']['response']>
export type MakeUp = z.output<(typeof cohorts.cohortPersonasOperations)['personas']['response']>[number]
export type CohortPreview = z.output<(typeof cohorts.cohortPersonasOperations)['preview']['response']>
export type Conversion = z.output<typeof analyses.ConversionAnalysis>
export type Scope = z.output<typeof scopes.Scope>
export type PopulationPreview = z.output<(typeof scopes.populationOperations)['previewPopulation']['response']>
export type Target = z.output<typeof targets.Target>
export type TargetPreview = z.output<(typeof targets.targetOperations)['preview']['response']>
export type Schedule = z.output<typeof schedules.Schedule>
export type SchedulePreview = z.output<(typeof schedules.scheduleOperations)['preview']['response']>
export type Stream = z.output<typeof streams.Stream>
export type Trait = z.output<typeof traits.Trait>
export type Edge = z.output<(typeof graph.graphOperations)['read']['response']>[number]
export type Dataset = z.output<typeof datasets.Dataset>
export type DatasetPreview = z.output<typeof datasets.DatasetPreview>
export type Reading = z.output<typeof uploads.UploadReading>
export type Dimensions = z.output<typeof analyses.DimensionsAnalysis>
export type Flow = z.output<typeof analyses.FlowAnalysis>
export type Selection = z.output<typeof analyses.SelectionAnalysis>
export type TraitDecisions = z.output<typeof analyses.TraitsAnalysis>
export type Drift = z.output<typeof analyses.DriftAnalysis>
export type Places = z.output<typeof analyses.PlacesAnalysis>
export type OrdersOverTime = z.output<typeof analyses.OrdersOverTimeAnalysis>
export type TraitSpread = z.output<(typeof traits.traitAnalysisOperations)['analysis']['response']>
export type Revenue = z.output<typeof analyses.RevenueAnalysis>

/** The fields by which a page shows how far any resource is. */
export type Built = Pick<
  PersonaSet,
  'id' | 'status' | 'status_error' | 'status_note' | 'stale' | 'progress' | 'archived_at' | 'last_updated_output_at'
>

/** Whether nothing about the resource changes by itself. */
export const isSettled = ({ status, stale, archived_at }: Built): boolean =>
  archived_at !== undefined || (!stale && (status === 'ready' || status === 'error'))
