import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

/** DynamoDB Local's name for its file when all callers share one (`-sharedDb`). */
const FILE = 'shared-local-instance.db'

/** Milliseconds for the Java of a cloud that was killed to end. */
const PATIENCE = 5000

/**
 * Makes DynamoDB Local's SQLite file, or turns the one that is there, into one with a write-ahead log, before Java opens
 * it. SQLite keeps the mode in the file. An item costs one sync of the disk instead of five; it is as durable as
 * before: Java syncs the log before it answers.
 */
export function writeAhead(folder: string): void {
  const file = new DatabaseSync(join(folder, FILE))
  try {
    file.exec(`PRAGMA busy_timeout = ${PATIENCE}; PRAGMA journal_mode = WAL`)
  } finally {
    file.close()
  }
}
