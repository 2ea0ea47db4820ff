import * as z from 'zod'

/** A folder of the drop folder: part of a URL and of an object's key. */
export const directory = z
  .string()
  .max(100)
  .regex(/^[A-Za-z0-9_][-A-Za-z0-9_]*$/, {
    error: 'must be a directory of letters, digits, dashes and underscores that does not start with a dash',
  })

/** A file that can be read: CSV, or compressed CSV. */
export const fileName = z
  .string()
  .max(200)
  .regex(/^[^/\\\p{Cc}]+\.(csv|txt|gz|bz2)$/iu, {
    error: 'must be a file name that ends in .csv, .txt, .gz or .bz2',
  })
