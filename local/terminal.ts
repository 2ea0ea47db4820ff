import { existsSync } from 'node:fs'
import type { Cloud } from './cloud.ts'
import type { BusEvent } from './events/bus-event.ts'

/** Says what happens, one line an event. */
export interface Terminal {
  event(event: BusEvent): void
  mail(mail: { subject: string }): void
}

type Open = (uploadsBucket: string | undefined, say: (line: string) => void) => Terminal

/** The lines are the product's (bin/tell-events.ts), which reads the resources of this process's cloud. */
export async function openTerminal(cloud: Cloud, say: (line: string) => void): Promise<Terminal | undefined> {
  const module = new URL('../bin/tell-events.ts', import.meta.url)
  if (!existsSync(module)) return undefined
  const { tellEventsOfCloud } = (await import(module.href)) as { tellEventsOfCloud?: Open }
  return tellEventsOfCloud?.(cloud.outputs.UploadsBucket, say)
}
