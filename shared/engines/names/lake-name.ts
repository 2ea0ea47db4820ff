import * as z from 'zod'

/** A header of the customer's files. */
export const Column = z.string().min(1).max(300)

const lakeName = /^[A-Za-z0-9_][A-Za-z0-9_ .-]{0,63}$/

/** Names of streams, their properties and traits. */
export const LakeName = z
  .string({ error: 'must be a text' })
  .regex(lakeName, {
    error: ({ input }) =>
      String(input).startsWith('fig/')
        ? `"${String(input)}" is of Faraday’s own data, which is not here: name a trait of yours`
        : 'must have 1 to 64 letters, digits, blanks, dots, dashes or underscores and start with a letter, a digit or an underscore, because it becomes the name of a column and a file',
  })
  // Facts are looked up by these names, and every object answers to `constructor` even when it has no such fact.
  .refine((name) => !(name in Object.prototype), {
    error: 'is a word that programs keep for themselves: call it otherwise',
  })
