import { SESv2Client, SESv2ServiceException, SendEmailCommand } from '@aws-sdk/client-sesv2'

/** A mail in both forms, with the images that its HTML shows (`cid:<content_id>`). */
export interface OutgoingMail {
  subject: string
  text: string
  html: string
  images: readonly { content_id: string; file_name: string; media_type: string; base64: string }[]
}

export interface Mailer {
  /**
   * Asks the mail service once. Throws a MailRefused for what will be refused however often it is sent, a MailUnsent for what
   * surely was not sent and may be sent later; after any other error the mail may have been sent.
   */
  send(to: string, mail: OutgoingMail): Promise<void>
}

/** A mail that SES refuses for good. The sentence names no address. */
export class MailRefused extends Error {
  override readonly name = 'MailRefused'
}

/** A mail that SES did not take, and may take later. */
export class MailUnsent extends Error {
  override readonly name = 'MailUnsent'
}

/** Errors of SES that no second try outlasts, and a sentence for each. */
const refusals: Readonly<Record<string, string>> = {
  MessageRejected: 'the mail service rejected it: the sender or the recipient is not verified there',
  MailFromDomainNotVerifiedException: 'the domain of the sender is not verified at the mail service',
  AccountSuspendedException: 'the mail service has suspended sending',
  SendingPausedException: 'sending is paused at the mail service',
  AccessDeniedException: 'the mail service does not allow this sender',
  BadRequestException: 'the mail service does not take the address of the account',
  NotFoundException: 'the sender is not known to the mail service',
}

/** SES itself puts text, HTML and images together as multipart/related. */
const inline = ({ content_id, file_name, media_type, base64 }: OutgoingMail['images'][number]) => ({
  ContentDisposition: 'INLINE' as const,
  ContentId: content_id,
  FileName: file_name,
  ContentType: media_type,
  ContentTransferEncoding: 'BASE64' as const,
  RawContent: Buffer.from(base64, 'base64'),
})

/** Errors by which no request reached SES: nobody listens, the name is not found, there are no credentials to sign with. */
const neverAsked = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'CredentialsProviderError'])

/** Whether an error shows that SES did not take the mail: SES answered with an error, such as throttling or its own failure. */
function isUnsent(error: unknown): boolean {
  const { name, code, $metadata } = error as { name?: string; code?: string; $metadata?: { httpStatusCode?: number } }
  return ($metadata?.httpStatusCode ?? 0) >= 400 || neverAsked.has(code ?? '') || neverAsked.has(name ?? '')
}

/** SES, from the one address that the account has verified. The client must not try again by itself: it cannot know what was sent. */
export function openMailer(from: string, client = new SESv2Client({ maxAttempts: 1 })): Mailer {
  const utf8 = (Data: string) => ({ Data, Charset: 'UTF-8' })
  return {
    async send(to, { subject, text, html, images }) {
      const command = new SendEmailCommand({
        FromEmailAddress: from,
        Destination: { ToAddresses: [to] },
        Content: {
          Simple: {
            Subject: utf8(subject),
            Body: { Text: utf8(text), Html: utf8(html) },
            ...(images.length > 0 && { Attachments: images.map(inline) }),
          },
        },
      })
      try {
        await client.send(command)
      } catch (error) {
        const sentence = error instanceof SESv2ServiceException ? refusals[error.name] : undefined
        if (sentence) throw new MailRefused(sentence)
        throw isUnsent(error) ? new MailUnsent('the mail service did not take it', { cause: error }) : error
      }
    },
  }
}
