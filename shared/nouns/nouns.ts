import type { Components } from '../contract/openapi.ts'
import type { Operations } from '../contract/operation.ts'
import type { Machine } from '../model/machine.ts'
import type { ResourceType } from '../model/resource.ts'
import type { Noun, Nouns } from '../verbs/noun.ts'
import { Account, accountOperations } from './accounts/contract.ts'
import { cohortNoun } from './cohorts/cohorts.ts'
import { cohortMembershipOperations, cohortPersonasOperations } from './cohorts/contract.ts'
import { DatasetPreview, datasetPreviewOperations } from './datasets/contract.ts'
import { datasetNoun } from './datasets/datasets.ts'
import { graphOperations, openapiOperations } from './graph/contract.ts'
import { Key, KeyWithSecret, keyOperations } from './keys/contract.ts'
import { Member, memberOperations } from './members/contract.ts'
import { peopleNoun } from './people/people.ts'
import { conversionOperations, exploreOperations } from './persona_sets/contract.ts'
import { personaSetNoun } from './persona_sets/persona_sets.ts'
import { Person, personOperations } from './persons/contract.ts'
import { ProfileRefusal, profileOperations } from './profiles/contract.ts'
import { scheduleRunOperations } from './schedules/contract.ts'
import { scheduleNoun } from './schedules/schedules.ts'
import { populationOperations } from './scopes/contract.ts'
import { scopeNoun } from './scopes/scopes.ts'
import { Session, sessionOperations } from './sessions/contract.ts'
import { IntakeAnswer, IntakeRefusal, intakeOperations } from './sources/intake-contract.ts'
import { sourceNoun } from './sources/sources.ts'
import { streamNoun } from './streams/streams.ts'
import { scopeTargetsOperations } from './targets/contract.ts'
import { targetNoun } from './targets/targets.ts'
import { traitAnalysisOperations } from './traits/contract.ts'
import { traitNoun } from './traits/traits.ts'
import { Upload, UploadReading, uploadOperations } from './uploads/contract.ts'

/**
 * The nouns of the product, upstream first. Planning order, machines, routes, OpenAPI, rights and the order of rescoring
 * follow from this table.
 */
export const nouns: Nouns = {
  datasets: datasetNoun,
  sources: sourceNoun,
  people: peopleNoun,
  streams: streamNoun,
  traits: traitNoun,
  cohorts: cohortNoun,
  persona_sets: personaSetNoun,
  scopes: scopeNoun,
  targets: targetNoun,
  schedules: scheduleNoun,
}

const all: Noun[] = Object.values(nouns)

/** Types whose resources a schedule scores again, upstream first. */
export const rescoredTypes: ResourceType[] = all.filter(({ rescored }) => rescored).map(({ type }) => type)

/** The machine of each noun that has one. */
export const machines: readonly Machine[] = all.flatMap(({ machine }) => machine ?? [])

/** The public API by the first word of its paths: what the nouns take, and what is no noun of the table. */
export const contract: Readonly<Record<string, Operations>> = {
  accounts: accountOperations,
  sessions: sessionOperations,
  keys: keyOperations,
  members: memberOperations,
  uploads: uploadOperations,
  ...Object.fromEntries(all.filter(isPublic).map(({ type, operations }) => [type, operations])),
  // Questions to the lake have a separate function: functions/api/faraday/counts.ts.
  datasets: { ...datasetNoun.operations, ...datasetPreviewOperations },
  cohorts: { ...cohortNoun.operations, ...cohortMembershipOperations, ...cohortPersonasOperations },
  persona_sets: { ...personaSetNoun.operations, ...conversionOperations, ...exploreOperations },
  traits: { ...traitNoun.operations, ...traitAnalysisOperations },
  scopes: { ...scopeNoun.operations, ...populationOperations, ...scopeTargetsOperations },
  schedules: { ...scheduleNoun.operations, ...scheduleRunOperations },
  people: personOperations,
  graph: graphOperations,
  openapi: openapiOperations,
  intake: intakeOperations,
  spaces: profileOperations,
}

/** Schemas that the OpenAPI document names. */
export const components: Components = {
  configs: Object.assign({}, ...all.map(({ components }) => components?.configs)),
  answers: Object.assign(
    {
      Account,
      DatasetPreview,
      Person,
      Session,
      Key,
      KeyWithSecret,
      Member,
      Upload,
      UploadReading,
      IntakeAnswer,
      IntakeRefusal,
      ProfileRefusal,
    },
    ...all.map(({ components }) => components?.answers),
  ),
}

/**
 * The ports that the function of one part of the API may use next to the table and the bus. Uploads are no noun of the
 * table. A noun that a machine builds lists them, to say whether it is stale.
 */
export function touchedBy(
  name: string,
): readonly (NonNullable<Noun['touches']>[number] | 'list of uploads' | 'mail')[] {
  if (name === 'uploads') return ['uploads']
  if (name === 'sessions' || name === 'members') return ['mail']
  const noun = all.find(({ type }) => type === name)
  return [...(noun?.touches ?? []), ...(noun?.machine ? (['list of uploads'] as const) : [])]
}

function isPublic({ operations }: Noun): boolean {
  return Object.keys(operations).length > 0
}
