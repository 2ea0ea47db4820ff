import { SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2'

export interface Mailer {
  send(to: string, mail: { subject: string; text: string; html: string }): Promise<void>
}

/** SES, from the one address that the account has verified. */
export function openMailer(from: string): Mailer {
  const client = new SESv2Client({})
  const utf8 = (Data: string) => ({ Data, Charset: 'UTF-8' })
  return {
    async send(to, { subject, text, html }) {
      await client.send(
        new SendEmailCommand({
          FromEmailAddress: from,
          Destination: { ToAddresses: [to] },
          Content: { Simple: { Subject: utf8(subject), Body: { Text: utf8(text), Html: utf8(html) } } },
        }),
      )
    },
  }
}
