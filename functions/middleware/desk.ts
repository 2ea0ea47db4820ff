import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { releaseMemory } from '../../shared/lake/release-memory.ts'
import type { Desk } from '../../shared/ports/context.ts'
import { env } from '../../shared/ports/env.ts'

/** The memory that Node, the SDK and the handler need next to DuckDB, in MB. */
const reservedMb = 300

/** Bytes of arrays left behind that are worth a collection: the next piece of work would find them in its way. */
const WORTH_RELEASING = 32 << 20

/** Clears a desk for one piece of work, and puts everything away when it ends, well or not. */
export async function atDesk<Result>(work: (desk: Desk) => Promise<Result>): Promise<Result> {
  const scratch = await mkdtemp(join(tmpdir(), 'moira-'))
  try {
    return await work({ scratch, memoryMb: Math.max(256, env.memoryMb - reservedMb) })
  } finally {
    await rm(scratch, { recursive: true, force: true })
    if (process.memoryUsage().arrayBuffers > WORTH_RELEASING) releaseMemory()
  }
}
