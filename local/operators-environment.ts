import type { Cloud } from './cloud.ts'

/** Outputs of the template, by the names under which commands and functions find them. */
const variables = {
  TABLE_NAME: 'TableName',
  PROFILES_TABLE_NAME: 'ProfilesTableName',
  UPLOADS_BUCKET: 'UploadsBucket',
  LAKE_BUCKET: 'LakeBucket',
  EXPORTS_BUCKET: 'ExportsBucket',
  EVENTS_QUEUE_URL: 'EventsQueueUrl',
  EVENTS_DEAD_LETTERS_URL: 'EventsDeadLettersUrl',
}

/** With these variables an operator's command, which finds AWS through its environment, finds this cloud. */
export function operatorsEnvironment({ environment, outputs }: Cloud): Record<string, string> {
  const found = Object.entries(variables).flatMap(([name, output]) => {
    const value = outputs[output]
    return value === undefined ? [] : [[name, value]]
  })
  return { ...environment, ...Object.fromEntries(found) }
}
