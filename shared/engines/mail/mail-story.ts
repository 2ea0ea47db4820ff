/** The contents of both forms of the mail, cleaned of line breaks and control characters. */
export interface MailStory {
  subject: string
  headline: string
  lead: string
  personas: { name: string; people: string; percent: string; width: number; salient: string[] }[]
  sentence?: string
  link?: string
  footer: string
}
