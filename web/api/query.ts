import { QueryClient, QueryObserver, type QueryObserverResult } from '@tanstack/query-core'
import { useEffect, useMemo, useState } from 'preact/hooks'
import { ApiError, request } from './client.ts'

/** Milliseconds between two looks at something that is being built. */
const whileBuilding = 1000

export const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 1000,
      // A refusal stays one; an answer that did not come may come.
      retry: (failures, error) =>
        failures < 2 && error instanceof ApiError && (error.status === 0 || error.status >= 500),
    },
  },
})
queries.mount()

/**
 * The answer of a GET, kept for every page that asks for the same path.
 * @param isSettled until then the path is asked again each second
 * @param ask another way to the answer than a GET below /v1
 */
export function useAnswer<Answer>(
  path: string,
  isSettled: (answer: Answer) => boolean = () => true,
  ask: (path: string) => Promise<Answer> = (below) => request('GET', below),
): QueryObserverResult<Answer, ApiError> {
  const observer = useMemo(
    () =>
      new QueryObserver<Answer, ApiError>(queries, {
        queryKey: [path],
        queryFn: () => ask(path),
        refetchInterval: ({ state: { data } }) => (data !== undefined && !isSettled(data) ? whileBuilding : false),
      }),
    [path],
  )
  const [result, show] = useState(() => observer.getCurrentResult())
  useEffect(() => {
    show(observer.getCurrentResult())
    return observer.subscribe(show)
  }, [observer])
  return result
}

/** Asks for the answer of a GET that a page will need at once. */
export const fetchAhead = (path: string): void =>
  void queries.prefetchQuery({ queryKey: [path], queryFn: () => request('GET', path) })

/** Asks again for all that begins with this path, after something below it was changed. */
export const refresh = (path: string): Promise<void> =>
  queries.invalidateQueries({ predicate: ({ queryKey }) => String(queryKey[0]).startsWith(path) })
