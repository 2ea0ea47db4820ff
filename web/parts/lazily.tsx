import type { ComponentType } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { Loading } from './states.tsx'

/** A page whose script is loaded when it is opened. */
export function lazily<Props extends object>(load: () => Promise<ComponentType<Props>>): ComponentType<Props> {
  let loaded: ComponentType<Props> | undefined
  return function Lazy(props: Props) {
    const [Page, setPage] = useState<ComponentType<Props> | undefined>(() => loaded)
    useEffect(() => {
      if (loaded) return
      load().then(
        (page) => {
          loaded = page
          setPage(() => page)
        },
        // The script of an older build is gone: the page of now knows its own.
        () => location.reload(),
      )
    }, [])
    return Page ? <Page {...props} /> : <Loading what="the page" />
  }
}
