import { SESv2Client, SESv2ServiceException, SendEmailCommand } from '@aws-sdk/client-sesv2'

export interface Mailer {
  /** Throws a MailRefused for what will be refused however often it is sent. */
  send(to: string, mail: { subject: string; text: string; html: string }): Promise<void>
}

/** A mail that SES refuses for good. The sentence names no address. */
export class MailRefused extends Error {
  override readonly name = 'MailRefused'
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

/** SES, from the one address that the account has verified. */
export function openMailer(from: string, client = new SESv2Client({})): Mailer {
  const utf8 = (Data: string) => ({ Data, Charset: 'UTF-8' })
  return {
    async send(to, { subject, text, html }) {
      const command = new SendEmailCommand({
        FromEmailAddress: from,
        Destination: { ToAddresses: [to] },
        Content: { Simple: { Subject: utf8(subject), Body: { Text: utf8(text), Html: utf8(html) } } },
      })
      try {
        await client.send(command)
      } catch (error) {
        const sentence = error instanceof SESv2ServiceException ? refusals[error.name] : undefined
        throw sentence ? new MailRefused(sentence) : error
      }
    },
  }
}
