import type { ComponentType, FunctionComponent } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import type { Room } from '../words/rooms.ts'
import { loadWords, say } from '../words/say.ts'
import { Loading } from './states.tsx'

/** A page whose script and sentences are loaded when it is opened. */
export function lazily<Props extends object>(
  rooms: readonly Room[],
  load: () => Promise<ComponentType<Props>>,
): FunctionComponent<Props> {
  let loaded: ComponentType<Props> | undefined
  return function Lazy(props: Props) {
    const [Page, setPage] = useState<ComponentType<Props> | undefined>(() => loaded)
    useEffect(() => {
      if (loaded) return
      Promise.all([load(), loadWords(rooms)]).then(
        ([page]) => {
          loaded = page
          setPage(() => page)
        },
        // The script of an older build is gone: the page of now knows its own.
        () => location.reload(),
      )
    }, [])
    return Page ? <Page {...props} /> : <Loading what={say('common.the-page')} page="Moira" />
  }
}
