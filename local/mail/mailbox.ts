import { randomUUID } from 'node:crypto'
import type { Clock } from '../clock.ts'
import { ServiceError } from '../http.ts'
import type { Journal } from '../journal.ts'

export interface Mail {
  id: string
  /** Milliseconds. */
  time: number
  sender: string
  /** Separated by commas. */
  recipients: string
  subject: string
  text: string
  html: string
  /** The whole message, when it was sent as MIME. */
  raw: string
}

interface SendEmail {
  FromEmailAddress?: string
  Destination?: { ToAddresses?: string[]; CcAddresses?: string[]; BccAddresses?: string[] }
  Content?: {
    Simple?: { Subject: { Data: string }; Body: { Text?: { Data: string }; Html?: { Data: string } } }
    Raw?: { Data: string }
  }
}

/** SES quotas: 50 recipients a message. */
const RECIPIENTS_LIMIT = 50

/** Takes mail as SES would, and keeps it for the inbox page instead of sending it. */
export function createMailbox(journal: Journal, clock: Clock, heard: (mail: Pick<Mail, 'subject'>) => void = () => {}) {
  return {
    /** SendEmail of SES v2, simple or raw. */
    send({ FromEmailAddress: sender, Destination = {}, Content }: SendEmail): { MessageId: string } {
      const { Simple, Raw } = Content ?? {}
      const raw = Raw ? Buffer.from(Raw.Data, 'base64').toString() : ''
      const { ToAddresses: to = [], CcAddresses: cc = [], BccAddresses: bcc = [] } = Destination
      const recipients = [...to, ...cc, ...bcc]
      if (!Simple && !Raw)
        throw new ServiceError('BadRequestException', 'the local SES sends simple and raw messages only')
      if (!sender && !Raw) throw new ServiceError('BadRequestException', 'FromEmailAddress is required')
      if (recipients.length > RECIPIENTS_LIMIT || (recipients.length === 0 && !Raw)) {
        throw new ServiceError(
          'BadRequestException',
          `a message has 1 to ${RECIPIENTS_LIMIT} recipients, this one ${recipients.length}`,
        )
      }
      const subject = Simple?.Subject.Data ?? /^subject:\s*(.*)$/im.exec(raw)?.[1]?.trim() ?? ''
      const id = randomUUID()
      journal
        .prepare('INSERT INTO mail VALUES (?, ?, ?, ?, ?, ?, ?, ?)')
        .run(
          id,
          clock.now(),
          sender ?? '',
          recipients.join(', '),
          subject,
          Simple?.Body.Text?.Data ?? '',
          Simple?.Body.Html?.Data ?? '',
          raw,
        )
      heard({ subject })
      return { MessageId: id }
    },
    /** Newest first. */
    list: () => journal.prepare('SELECT * FROM mail ORDER BY time DESC, rowid DESC').all() as unknown as Mail[],
  }
}

export type Mailbox = ReturnType<typeof createMailbox>
