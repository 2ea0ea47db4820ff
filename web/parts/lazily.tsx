import type { ComponentType, FunctionComponent } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import type { Room } from '../words/rooms.ts'
import { loadWords, say } from '../words/say.ts'
import { Loading } from './states.tsx'

/** A page whose script and sentences come when they are needed. */
export type LazyPage<Props> = FunctionComponent<Props> & {
  /** Fetches them, so that they are there when the page is opened. */
  load(): Promise<unknown>
}

/** A page whose script and sentences are loaded when it is opened, or before. */
export function lazily<Props extends object>(
  rooms: readonly Room[],
  script: () => Promise<ComponentType<Props>>,
): LazyPage<Props> {
  let loaded: ComponentType<Props> | undefined
  const load = async () => {
    if (loaded) return loaded
    const [page] = await Promise.all([script(), loadWords(rooms)])
    loaded = page
    return page
  }
  function Lazy(props: Props) {
    const [Page, setPage] = useState<ComponentType<Props> | undefined>(() => loaded)
    useEffect(() => {
      if (Page) return
      load().then(
        (page) => setPage(() => page),
        // The script of an older build is gone: the page of now knows its own.
        () => location.reload(),
      )
    }, [])
    return Page ? <Page {...props} /> : <Loading what={say('common.the-page')} page="Moira" />
  }
  return Object.assign(Lazy, { load })
}
