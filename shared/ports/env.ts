/** Reads one variable of the function's environment, where the template put it; a missing one is a deployment bug. */
function required(name: string): string {
  const value = process.env[name]
  if (!value) throw new Error(`environment variable ${name} is not set: the function's construct must grant it`)
  return value
}

/** The function's environment, read when asked for: a function has only what its construct granted. */
export const env = {
  get table() {
    return required('TABLE_NAME')
  },
  /** The table of events and profiles. */
  get profilesTable() {
    return required('PROFILES_TABLE_NAME')
  },
  get uploadsBucket() {
    return required('UPLOADS_BUCKET')
  },
  get lakeBucket() {
    return required('LAKE_BUCKET')
  },
  get exportsBucket() {
    return required('EXPORTS_BUCKET')
  },
  /** Machine name → ARN of its state machine. */
  get machineArns(): Record<string, string> {
    return JSON.parse(required('MACHINE_ARNS')) as Record<string, string>
  },
  /** How long a drop folder must rest before it is read, in seconds. */
  get quietSeconds() {
    return Number(required('QUIET_SECONDS'))
  },
  /** How many records of identity resolution one function works on; undefined: as many as its memory holds. */
  get recordsPerPartition() {
    return Number(process.env.RECORDS_PER_PARTITION) || undefined
  },
  /** The queue of accepted events. */
  get eventsQueueUrl() {
    return required('EVENTS_QUEUE_URL')
  },
  get mailFrom() {
    return required('MAIL_FROM')
  },
  /** Where the dashboard is, without a slash at the end. */
  get dashboardUrl() {
    return required('DASHBOARD_URL')
  },
  get scheduleGroup() {
    return required('SCHEDULE_GROUP')
  },
  get scheduleTargetArn() {
    return required('SCHEDULE_TARGET_ARN')
  },
  get scheduleRoleArn() {
    return required('SCHEDULE_ROLE_ARN')
  },
  /** The function's memory in MB; Lambda always sets it. */
  get memoryMb() {
    return Number(process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE ?? 3008)
  },
}
