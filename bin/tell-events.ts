import type { Resource, ResourceType } from '../shared/model/resource.ts'
import { getResource } from '../shared/ports/store/resources.ts'
import { openTable } from '../shared/ports/store/table.ts'
import { builtLine, mailLine, uploadLine } from './event-lines.ts'

/** An event of EventBridge, as far as it is looked at here. */
interface BusEvent {
  source: string
  'detail-type': string
  detail: unknown
}

/** The resource that an event is about; undefined when it is gone. */
type Read = (accountId: string, type: ResourceType, id: string) => Promise<Resource | undefined>

const ended = ['resource.ready', 'resource.errored']

/**
 * Says one line for each event of Moira that a person at the terminal wants to know: uploads, builds that ended. An event
 * that is repeated says nothing new. Lines come in the order of the events.
 */
export function tellEvents(read: Read, uploadsBucket: string | undefined, say: (line: string) => void) {
  const said = new Map<string, number>()
  let last: Promise<void> = Promise.resolve()

  const lineOf = async ({ source, 'detail-type': type, detail }: BusEvent): Promise<string | undefined> => {
    if (source === 'aws.s3' && type === 'Object Created') {
      const { bucket, object } = detail as { bucket: { name: string }; object: { key: string; size: number } }
      const [, directory, ...file] = object.key.split('/')
      return bucket.name === uploadsBucket && directory && file.length ? uploadLine(directory, object.size) : undefined
    }
    if (source !== 'moira' || !ended.includes(type)) return undefined
    const { account_id, resource_type, resource_id } = detail as Record<string, string>
    const resource = await read(account_id!, resource_type as ResourceType, resource_id!)
    if (!resource || said.get(resource.id) === resource.attempt) return undefined
    const line = builtLine(resource)
    // Between the event and this look another build may have begun: the end of that one has its event, too.
    if (line) said.set(resource.id, resource.attempt)
    return line
  }

  const later = (line: Promise<string | undefined>) => {
    last = Promise.all([line, last]).then(([text]) => {
      if (text) say(text)
    })
  }
  return {
    // A line that can't be had (the cloud is stopping) is no reason to stop.
    event: (event: BusEvent): void => later(lineOf(event).catch(() => undefined)),
    mail: ({ subject }: { subject: string }): void => later(Promise.resolve(mailLine(subject))),
    /** Resolves when all lines of the events so far were said. */
    said: (): Promise<void> => last,
  }
}

/** The same, of the cloud that the process's environment names. */
export function tellEventsOfCloud(uploadsBucket: string | undefined, say: (line: string) => void) {
  const table = openTable(process.env.TABLE_NAME ?? '')
  return tellEvents((accountId, type, id) => getResource(table, accountId, type, id), uploadsBucket, say)
}
