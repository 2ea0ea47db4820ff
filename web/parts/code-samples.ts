/** A request for programs, in one language; code has no translation. */
export interface Sample {
  language: string
  code: string
}

const key = '-H "Authorization: Bearer $KEY"'

/** The request that makes a cohort of a rule, or gives one another rule. */
export function cohortCurl(rule: object, id: string | undefined): string {
  const where = id ? `-X PATCH "${location.origin}/v1/cohorts/${id}"` : `-X POST "${location.origin}/v1/cohorts"`
  // A shell ends a quoted text at an apostrophe.
  const body = JSON.stringify(rule).replaceAll("'", "'\\''")
  return `curl ${where} ${key} -H 'Content-Type: application/json' -d '${body}'`
}

/** The requests by which a program fetches a delivery's file, and has it made again. */
export function deliverySamples(targetId: string, scopeId: string): Sample[] {
  const api = `${location.origin}/v1`
  return [
    {
      language: 'curl',
      code: [
        `curl -L "${api}/targets/${targetId}/download.csv" ${key} -o delivery.csv`,
        `curl -X POST "${api}/scopes/${scopeId}/force_update" ${key}`,
      ].join('\n'),
    },
    {
      language: '@fdy/faraday-js',
      code: [
        `import { Configuration, TargetsApi } from '@fdy/faraday-js'`,
        `const headers = { authorization: \`Bearer \${KEY}\` }`,
        `const targets = new TargetsApi(new Configuration({ basePath: '${api}', headers }))`,
        `const target = await targets.getTarget({ targetId: '${targetId}' })`,
      ].join('\n'),
    },
  ]
}
