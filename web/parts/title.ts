import { useEffect } from 'preact/hooks'

/** Names the tab of the browser after the page. */
export const useTitle = (title: string): void =>
  useEffect(() => {
    document.title = `${title} · Moira`
  }, [title])
