import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

/** All that the local cloud must remember beside table items and object bodies, in one SQLite file. */
export type Journal = DatabaseSync

/**
 * Opens `data/cloud.sqlite`, making it when missing.
 * Synchronous is off: a killed process loses nothing, only a machine that loses power could.
 */
export function openJournal(data: string): Journal {
  mkdirSync(data, { recursive: true })
  const journal = new DatabaseSync(join(data, 'cloud.sqlite'))
  try {
    // Exclusive: two clouds on one folder would tear it apart. The lock ends with the process, however that ends.
    journal.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF')
  } catch (error) {
    if (!/locked/.test(String(error))) throw error
    throw new Error(`${data} is in use by another local cloud: stop that one, or choose another folder with --data DIR`)
  }
  journal.exec(`
    CREATE TABLE IF NOT EXISTS settings (name TEXT PRIMARY KEY, value TEXT NOT NULL);
    CREATE TABLE IF NOT EXISTS objects (
      seq INTEGER PRIMARY KEY AUTOINCREMENT, bucket TEXT NOT NULL, key TEXT NOT NULL, version_id TEXT NOT NULL,
      latest INTEGER NOT NULL, delete_marker INTEGER NOT NULL, size INTEGER NOT NULL, etag TEXT NOT NULL,
      file TEXT NOT NULL, headers TEXT NOT NULL, modified INTEGER NOT NULL);
    CREATE INDEX IF NOT EXISTS objects_latest ON objects (bucket, latest, key);
    CREATE INDEX IF NOT EXISTS objects_versions ON objects (bucket, key, seq);
    CREATE TABLE IF NOT EXISTS uploads (
      id TEXT PRIMARY KEY, bucket TEXT NOT NULL, key TEXT NOT NULL, headers TEXT NOT NULL, created INTEGER NOT NULL);
    CREATE TABLE IF NOT EXISTS parts (
      upload TEXT NOT NULL, number INTEGER NOT NULL, size INTEGER NOT NULL, etag TEXT NOT NULL, file TEXT NOT NULL,
      modified INTEGER NOT NULL, PRIMARY KEY (upload, number));
    CREATE TABLE IF NOT EXISTS events (seq INTEGER PRIMARY KEY AUTOINCREMENT, event TEXT NOT NULL);
    CREATE TABLE IF NOT EXISTS messages (
      seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL, queue TEXT NOT NULL, body TEXT NOT NULL,
      attributes TEXT NOT NULL, group_id TEXT, sent INTEGER NOT NULL, stamp INTEGER NOT NULL, visible INTEGER NOT NULL,
      receives INTEGER NOT NULL DEFAULT 0, first_received INTEGER, receipt TEXT, dead INTEGER NOT NULL, came_from TEXT);
    CREATE INDEX IF NOT EXISTS messages_visible ON messages (queue, visible);
    CREATE INDEX IF NOT EXISTS messages_receipt ON messages (receipt) WHERE receipt IS NOT NULL;
    CREATE INDEX IF NOT EXISTS messages_dead ON messages (seq) WHERE dead = 1;
    CREATE TABLE IF NOT EXISTS executions (
      arn TEXT PRIMARY KEY, machine TEXT NOT NULL, name TEXT NOT NULL, status TEXT NOT NULL, started INTEGER NOT NULL,
      stopped INTEGER, input TEXT NOT NULL, output TEXT, error TEXT, cause TEXT);
    CREATE TABLE IF NOT EXISTS schedules (
      group_name TEXT NOT NULL, name TEXT NOT NULL, definition TEXT NOT NULL, created INTEGER NOT NULL,
      modified INTEGER NOT NULL, last_fired INTEGER, PRIMARY KEY (group_name, name));
    CREATE TABLE IF NOT EXISTS mail (
      id TEXT PRIMARY KEY, time INTEGER NOT NULL, sender TEXT NOT NULL, recipients TEXT NOT NULL, subject TEXT NOT NULL,
      text TEXT NOT NULL, html TEXT NOT NULL, raw TEXT NOT NULL);
    CREATE TABLE IF NOT EXISTS attachments (mail TEXT NOT NULL, attachment TEXT NOT NULL);
    CREATE INDEX IF NOT EXISTS attachments_mail ON attachments (mail);
  `)
  keepOldDeadLetters(journal)
  return journal
}

/** Dead letters had a table before there were queues: a folder of that time keeps them. */
function keepOldDeadLetters(journal: Journal): void {
  const old = journal.prepare("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'dead_letters'").get()
  if (!old) return
  journal.exec(`
    BEGIN;
    INSERT INTO messages (id, queue, body, attributes, sent, stamp, visible, dead, came_from)
      SELECT lower(hex(randomblob(16))), queue, message, '{}', time, time, time, 1, '' FROM dead_letters ORDER BY seq;
    DROP TABLE dead_letters;
    COMMIT;
  `)
}

/** Reads one remembered setting. */
export function readSetting(journal: Journal, name: string): string | undefined {
  const row = journal.prepare('SELECT value FROM settings WHERE name = ?').get(name)
  return row?.value as string | undefined
}

/** Remembers one setting over restarts. */
export function writeSetting(journal: Journal, name: string, value: string): void {
  journal
    .prepare('INSERT INTO settings VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value')
    .run(name, value)
}
