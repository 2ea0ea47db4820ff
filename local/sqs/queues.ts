import { randomUUID } from 'node:crypto'
import type { Clock } from '../clock.ts'
import type { Journal } from '../journal.ts'
import type { MessageAttributes } from './digests.ts'
import type { QueueSpec } from './queue-spec.ts'
import { createWaiting } from './waiting.ts'

/** A message that lies in a queue. */
export interface Outgoing {
  body: string
  attributes?: MessageAttributes
  group?: string
  /** Seconds. */
  delay?: number
}

/** A message that was received, and is hidden from others until its visibility ends. */
export interface Received {
  id: string
  /** By which it is deleted; only that of the latest receive counts. */
  receipt: string
  body: string
  attributes: MessageAttributes
  group: string | undefined
  receives: number
  /** Milliseconds, on the cloud's clock. */
  sent: number
  firstReceived: number
}

export interface Counts {
  visible: number
  inFlight: number
  delayed: number
}

interface Row {
  seq: number
  id: string
  queue: string
  body: string
  attributes: string
  group_id: string | null
  stamp: number
  receives: number
  first_received: number | null
}

/** Candidates of one look: the earliest ones; among these the order is chance, as SQS promises none. */
const CANDIDATES = 10

/** Milliseconds between two looks for messages that are too old; nobody receives one before. */
const EXPIRE_EVERY = 10_000

/**
 * The queues' messages, kept in the journal: a message that was acknowledged is there after a kill, too.
 *
 * Delay, visibility and retention count on the machine's clock, also when the cloud's clock leaps: a consumer works in the
 * machine's time, and a leap of an hour would hand the message that it works on to a second one, or drop what waits.
 * Times that others see (SentTimestamp) are the cloud's.
 * @param now the machine's time in milliseconds
 */
export function createQueues(specs: QueueSpec[], { journal, clock, log = () => {}, now = Date.now }: QueuesOptions) {
  const byArn = new Map(specs.map((spec) => [spec.arn, spec]))
  const waiting = createWaiting(now)

  const insert = journal.prepare(
    `INSERT INTO messages (id, queue, body, attributes, group_id, sent, stamp, visible, dead, came_from)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  )
  const expire = journal.prepare('DELETE FROM messages WHERE queue = ? AND sent <= ?')
  const look = journal.prepare(
    'SELECT * FROM messages WHERE queue = ? AND visible <= ? AND sent > ? ORDER BY visible, seq LIMIT ?',
  )
  const hide = journal.prepare(
    `UPDATE messages SET visible = ?, receives = receives + 1, first_received = coalesce(first_received, ?), receipt = ?
     WHERE seq = ?`,
  )
  const move = journal.prepare(
    `UPDATE messages SET queue = ?, came_from = queue, dead = 1, visible = ?, receipt = NULL WHERE seq = ?`,
  )
  const deletion = journal.prepare('DELETE FROM messages WHERE queue = ? AND receipt = ?')
  const show = journal.prepare('UPDATE messages SET visible = ? WHERE queue = ? AND receipt = ? AND visible > ?')
  const putBack = journal.prepare(
    'UPDATE messages SET visible = ?, receives = receives - 1 WHERE queue = ? AND receipt = ?',
  )
  const next = journal.prepare('SELECT min(visible) AS time FROM messages WHERE queue = ? AND visible > ?')

  const add = (arn: string, { body, attributes = {}, group, delay = 0 }: Outgoing, from: string | null = null) => {
    const id = randomUUID()
    const dead = from === null ? 0 : 1
    const time = now()
    const visible = time + delay * 1000
    insert.run(id, arn, body, JSON.stringify(attributes), group ?? null, time, clock.now(), visible, dead, from)
    waiting.wake(arn)
    return id
  }

  const expiredAt = new Map<string, number>()

  /** Moves a message that was received too often; true when it is gone. */
  const buried = ({ seq, receives }: Row, { name, redrive }: QueueSpec): boolean => {
    if (!redrive || receives < redrive.receives) return false
    move.run(redrive.to, now(), seq)
    waiting.wake(redrive.to)
    log(`a message of the queue ${name} is a dead letter after ${receives} receives: it lies in ${nameOf(redrive.to)}`)
    return true
  }

  const receive = (spec: QueueSpec, { most, visibility = spec.visibility }: { most: number; visibility?: number }) => {
    const { arn } = spec
    const oldest = now() - spec.retention * 1000
    // To look for messages that are too old goes through all that wait.
    if (now() >= (expiredAt.get(arn) ?? 0) + EXPIRE_EVERY) {
      expire.run(arn, oldest)
      expiredAt.set(arn, now())
    }
    const received: Received[] = []
    while (received.length < most) {
      const rows = look.all(arn, now(), oldest, Math.max(CANDIDATES, most - received.length)) as unknown as Row[]
      if (rows.length === 0) break
      for (const row of shuffled(rows).slice(0, most - received.length)) {
        if (buried(row, spec)) continue
        const receipt = Buffer.from(`${row.id} ${randomUUID()}`).toString('base64url')
        hide.run(now() + visibility * 1000, clock.now(), receipt, row.seq)
        received.push({
          ...{ id: row.id, receipt, body: row.body, attributes: JSON.parse(row.attributes), sent: row.stamp },
          ...{ group: row.group_id ?? undefined, receives: row.receives + 1 },
          firstReceived: row.first_received ?? clock.now(),
        })
      }
      // A visibility of nothing leaves the messages where they are: they come once in an answer.
      if (visibility === 0) break
    }
    return received
  }

  const nameOf = (arn: string) => byArn.get(arn)?.name ?? arn
  const counts = journal.prepare(
    `SELECT count(*) FILTER (WHERE visible <= $now) AS visible,
            count(*) FILTER (WHERE visible > $now AND receipt IS NOT NULL) AS inFlight,
            count(*) FILTER (WHERE visible > $now AND receipt IS NULL) AS delayed
     FROM messages WHERE queue = $queue AND sent > $oldest`,
  )

  const any = journal.prepare('SELECT 1 FROM messages WHERE queue = ? AND sent > ? LIMIT 1')

  return {
    /** The queue of an ARN. */
    find: (arn: string): QueueSpec | undefined => byArn.get(arn),
    /** Keeps a message and answers its id. */
    send: (spec: QueueSpec, message: Outgoing): string => add(spec.arn, { delay: spec.delay, ...message }),
    /** Hides up to `most` messages for `visibility` seconds and answers them. Dead ones move on the way. */
    receive,
    /** Resolves with messages, or with none after so many milliseconds, or once the signal says so. */
    async receiveWithin(
      spec: QueueSpec,
      milliseconds: number,
      how: Parameters<typeof receive>[1],
      signal?: AbortSignal,
    ): Promise<Received[]> {
      const end = now() + milliseconds
      for (;;) {
        if (waiting.stopped() || signal?.aborted) return []
        const messages = receive(spec, how)
        if (messages.length > 0 || now() >= end) return messages
        const { time } = next.get(spec.arn, now()) as { time: number | null }
        await waiting.until(spec.arn, Math.min(end, time ?? end), signal)
      }
    },
    /** Deletes by the receipt of the latest receive; an older one does nothing. */
    delete: ({ arn }: QueueSpec, receipt: string): void => void deletion.run(arn, receipt),
    /** Shows a message again in so many milliseconds; false when it is not in flight. */
    changeVisibility({ arn }: QueueSpec, receipt: string, milliseconds: number): boolean {
      const { changes } = show.run(now() + milliseconds, arn, receipt, now())
      waiting.wake(arn)
      return changes > 0
    },
    /** Shows a message again at once, as if it had not been received. */
    putBack({ arn }: QueueSpec, receipt: string): void {
      putBack.run(now(), arn, receipt)
      waiting.wake(arn)
    },
    count: ({ arn, retention }: QueueSpec): Counts =>
      counts.get({ $now: now(), $queue: arn, $oldest: now() - retention * 1000 }) as unknown as Counts,
    /** Whether no message waits, is delayed or in flight. */
    isEmpty({ arn, retention }: QueueSpec): boolean {
      return any.get(arn, now() - retention * 1000) === undefined
    },
    purge: ({ arn }: QueueSpec): void => void journal.prepare('DELETE FROM messages WHERE queue = ?').run(arn),
    /** Keeps the event of a function that failed for good. */
    bury(arn: string, body: string, from: string): void {
      add(arn, { body }, from)
      log(`an event for ${from} is a dead letter: it lies in ${nameOf(arn)}`)
    },
    /** Dead letters of all queues, in the order in which they were sent. */
    deadLetters: (): { queue: string; message: string }[] =>
      journal.prepare('SELECT queue, body AS message FROM messages WHERE dead = 1 ORDER BY seq').all() as unknown as {
        queue: string
        message: string
      }[],
    /** Sends dead letters back to where they came from, as new messages; answers how many. */
    redrive(arn: string, to?: string): number {
      const sources = journal.prepare('SELECT DISTINCT came_from AS source FROM messages WHERE queue = ? AND dead = 1')
      let moved = 0
      for (const { source } of sources.all(arn) as unknown as { source: string }[]) {
        const target = to ?? source
        if (!byArn.has(target)) continue
        moved += Number(
          journal
            .prepare(
              `UPDATE messages SET queue = ?, came_from = NULL, dead = 0, receives = 0, first_received = NULL, receipt = NULL,
                 sent = ?, stamp = ?, visible = ? WHERE queue = ? AND came_from = ? AND dead = 1`,
            )
            .run(target, now(), clock.now(), now(), arn, source).changes,
        )
        waiting.wake(target)
      }
      return moved
    },
    /** Shows at once what a consumer of this cloud worked on when it was stopped or killed: nobody works on it any more. */
    release({ arn }: QueueSpec): void {
      journal.prepare('UPDATE messages SET visible = ? WHERE queue = ? AND receipt IS NOT NULL').run(now(), arn)
    },
    stop: waiting.stop,
  }
}

export type Queues = ReturnType<typeof createQueues>

interface QueuesOptions {
  journal: Journal
  clock: Pick<Clock, 'now'>
  log?: (line: string) => void
  now?: () => number
}

function shuffled<Item>(items: Item[]): Item[] {
  for (let i = items.length - 1; i > 0; i--) {
    const j = Math.floor(Math.random() * (i + 1))
    ;[items[i], items[j]] = [items[j]!, items[i]!]
  }
  return items
}
