/** Cohorts: from the conditions of a config to SQL over one shard of people, their events and their traits. */
export { checkCohort, dependsOnTime } from './check.ts'
export { cohortSql, relationsRead } from './cohort-sql.ts'
export type { CohortColumns, CohortConfig, CohortQuery, CohortRelations, Statement } from './config.ts'
export { explain } from './explain.ts'
export { type Membership, type MembershipRow, sumMembership } from './membership.ts'
export { membershipSql } from './membership-sql.ts'
