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
  attachments: Attachment[]
}

export interface Attachment {
  /** Empty of one that the HTML does not show. */
  content_id: string
  file_name: string
  media_type: string
  /** Base64. */
  data: string
}

interface SendEmail {
  FromEmailAddress?: string
  Destination?: { ToAddresses?: string[]; CcAddresses?: string[]; BccAddresses?: string[] }
  Content?: {
    Simple?: {
      Subject: { Data: string }
      Body: { Text?: { Data: string }; Html?: { Data: string } }
      Attachments?: SentAttachment[]
    }
    Raw?: { Data: string }
  }
}

interface SentAttachment {
  RawContent?: string
  FileName?: string
  ContentId?: string
  ContentType?: string
  ContentDisposition?: string
}

/** SES: a message with what is attached, as it is sent. */
const BYTES_LIMIT = 40 * 1024 * 1024

/** SES quotas: 50 recipients a message. */
const RECIPIENTS_LIMIT = 50

function attached({ RawContent, FileName, ContentId, ContentType, ContentDisposition }: SentAttachment): Attachment {
  if (!RawContent || !FileName)
    throw new ServiceError('BadRequestException', 'an attachment needs RawContent and FileName')
  if (ContentDisposition === 'INLINE' && !ContentId)
    throw new ServiceError('BadRequestException', `the inline attachment ${FileName} has no ContentId`)
  return {
    content_id: ContentId ?? '',
    file_name: FileName,
    media_type: ContentType ?? 'application/octet-stream',
    data: RawContent,
  }
}

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
      const attachments = (Simple?.Attachments ?? []).map(attached)
      if (attachments.reduce((sum, { data }) => sum + data.length, 0) > BYTES_LIMIT) {
        throw new ServiceError('BadRequestException', 'a message ends at 40 MB')
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
      for (const attachment of attachments) {
        journal.prepare('INSERT INTO attachments VALUES (?, ?)').run(id, JSON.stringify(attachment))
      }
      heard({ subject })
      return { MessageId: id }
    },
    /** Newest first. */
    list(): Mail[] {
      const mails = journal.prepare('SELECT * FROM mail ORDER BY time DESC, rowid DESC').all() as unknown as Mail[]
      const attachments = journal.prepare('SELECT attachment FROM attachments WHERE mail = ? ORDER BY rowid')
      return mails.map((mail) => ({
        ...mail,
        attachments: attachments.all(mail.id).map(({ attachment }) => JSON.parse(String(attachment))),
      }))
    },
  }
}

export type Mailbox = ReturnType<typeof createMailbox>
