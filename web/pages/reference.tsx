import { useMemo } from 'preact/hooks'
import { Link, useSearch } from 'wouter-preact'
import { useDocument } from '../api/openapi.ts'
import { Failure, Loading } from '../parts/states.tsx'
import { useTitle } from '../parts/title.ts'
import { say } from '../words/say.ts'
import { Operation } from './reference/operation.tsx'

/** The API for people: every operation of the OpenAPI document, by its noun, with what is sent and what comes back. */
export function Reference() {
  useTitle(say('reference.title'))
  const { data: document, error, refetch } = useDocument()
  const noun = new URLSearchParams(useSearch()).get('noun')
  const nouns = useMemo(() => (document ? operationsByNoun(document) : []), [document])
  const title = say('reference.title')
  if (error && !document) return <Failure error={error} retry={refetch} page={title} />
  if (!document) return <Loading what={title} rows={6} page={title} />
  const shown = nouns.filter(([name]) => noun === null || name === noun)
  return (
    <>
      <div class="head">
        <div>
          <h1>{say('reference.title')}</h1>
          <p class="quiet">{say('reference.about', { version: document.info.version })}</p>
        </div>
        <a class="button" href="/openapi.json" download="moira-openapi.json">
          {say('reference.download')}
        </a>
      </div>
      <nav class="tabs" aria-label={say('reference.nouns')}>
        <Link href="/docs" aria-current={noun === null ? 'page' : undefined}>
          {say('reference.all')}
        </Link>
        {nouns.map(([name]) => (
          <Link key={name} href={`/docs?noun=${name}`} aria-current={name === noun ? 'page' : undefined}>
            {name}
          </Link>
        ))}
      </nav>
      {shown.map(([name, operations]) => (
        <section key={name} class="panel">
          <h2>{name}</h2>
          {operations.map((one) => (
            <Operation key={one.operationId} of={one} document={document} />
          ))}
        </section>
      ))}
    </>
  )
}

type Document = NonNullable<ReturnType<typeof useDocument>['data']>

function operationsByNoun({ paths }: Document) {
  const all = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, ...operation })),
  )
  return Object.entries(Object.groupBy(all, ({ tags: [noun = ''] }) => noun)).map(
    ([noun, operations]) => [noun, operations!] as const,
  )
}
