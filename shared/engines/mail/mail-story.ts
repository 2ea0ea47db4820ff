/** The contents of both forms of the mail, cleaned of line breaks and control characters. */
export interface MailStory {
  subject: string
  headline: string
  lead: string
  /** Sentences about the difference from the mail before. */
  changes: string[]
  personas: StoryPersona[]
  sentence?: string
  link?: string
  /** The words on the link. Default: to see the personas. */
  button?: string
  footer: string
}

export interface StoryPersona {
  name: string
  people: string
  percent: string
  /** Of the whole bar, in percent. */
  width: number
  /** 0 to 7. */
  colour: number
  facts: string[]
  /** The Content-ID of its portrait. */
  portrait?: string
}
