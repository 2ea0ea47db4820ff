import { Link, useLocation } from 'wouter-preact'
import { useAnswer } from '../../api/query.ts'
import { type Dataset, isSettled, type Trait } from '../../api/types.ts'
import { Again } from '../../parts/again.tsx'
import { BuildState, Status } from '../../parts/build-state.tsx'
import { Remove } from '../../parts/remove.tsx'
import { Failure, Loading } from '../../parts/states.tsx'
import { count, moment } from '../../words/figures.ts'
import { say } from '../../words/say.ts'
import { TraitRow } from './trait-row.tsx'

/** One dataset: how its files were read, and which events and traits it makes. */
export function DatasetPage({ id }: { id: string }) {
  const path = `/datasets/${id}`
  const [, go] = useLocation()
  const { data: dataset, error, refetch } = useAnswer<Dataset>(path, isSettled)
  if (error && !dataset) {
    return (
      <>
        <h1>{say('data.dataset-title')}</h1>
        <Failure error={error} retry={refetch} />
      </>
    )
  }
  if (!dataset) return <Loading what={say('data.dataset-title')} page={say('data.dataset-title')} />
  const { name, options, row_count, accepted_count, rejected_count, duplicate_count, identified_count, files } = dataset
  const figures = [
    ['data.rows', row_count],
    ['data.accepted', accepted_count],
    ['data.identified', identified_count],
    ['data.repeats', duplicate_count],
    ['data.set-aside', rejected_count],
  ] as const
  return (
    <>
      <div class="head">
        <div>
          <p class="small">
            <Link href="/data">{say('data.title')}</Link>
          </p>
          <h1>{name}</h1>
          <p class="quiet">{say('data.reads-folder', { directory: options.upload_directory })}</p>
          <Status of={dataset} />
        </div>
        <div class="actions">
          {!!rejected_count && (
            <a class="button" href={`/v1/datasets/${id}/rejects.csv`} download>
              {say('data.set-aside-with-reasons', { count: rejected_count })}
            </a>
          )}
          <Again path={path} name={name} archived={dataset.archived_at !== undefined} />
          <Remove
            kind="datasets"
            id={id}
            name={name}
            archived={dataset.archived_at !== undefined}
            gone={() => go('/data', { replace: true })}
          />
        </div>
      </div>
      <BuildState of={dataset} path={path} title={name} />
      <dl class="figures-row">
        {figures.map(([key, value]) => (
          <div key={key} class="panel">
            <dt>{say(key)}</dt>
            <dd class="figures">{value === undefined ? '–' : count(value)}</dd>
          </div>
        ))}
      </dl>
      {files && files.length > 0 && <Files files={files} />}
      <Made dataset={dataset} />
    </>
  )
}

function Files({ files }: { files: NonNullable<Dataset['files']> }) {
  return (
    <section class="panel">
      <h2>{say('data.files-read')}</h2>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reached by keyboard */}
      <section class="scroll" tabIndex={0} aria-label={say('data.files-read')}>
        <table>
          <thead>
            <tr>
              <th scope="col">{say('data.file')}</th>
              <th scope="col" class="number">
                {say('data.rows')}
              </th>
              <th scope="col" class="number">
                {say('data.accepted')}
              </th>
              <th scope="col" class="number">
                {say('data.set-aside')}
              </th>
              <th scope="col">{say('data.how-read')}</th>
            </tr>
          </thead>
          <tbody>
            {files.map(({ path, row_count, accepted_count, rejected_count, refused, notes = [] }) => (
              <tr key={path}>
                <td class="name">{path}</td>
                <td class="number">{count(row_count)}</td>
                <td class="number">{count(accepted_count)}</td>
                <td class="number">{count(rejected_count)}</td>
                <td class="small">{[refused, ...notes].filter(Boolean).join(' · ') || '–'}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </section>
  )
}

function Made({ dataset }: { dataset: Dataset }) {
  const traits = useAnswer<Trait[]>('/traits').data ?? []
  const streams = Object.keys(dataset.output_to_streams ?? {})
  const own = traits.filter(({ emitted_by_datasets }) =>
    emitted_by_datasets.some(({ dataset_id }) => dataset_id === dataset.id),
  )
  return (
    <section class="panel">
      <h2>{say('data.makes')}</h2>
      <p>
        {streams.length ? say('data.makes-streams', { streams: streams.join(', ') }) : say('data.makes-no-streams')}
        {dataset.last_updated_output_at &&
          ` · ${say('data.as-of', { moment: moment(dataset.last_updated_output_at) })}`}
      </p>
      {own.length > 0 && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reached by keyboard
        <section class="scroll" tabIndex={0} aria-label={say('data.traits')}>
          <table>
            <thead>
              <tr>
                <th scope="col">{say('data.trait-name')}</th>
                <th scope="col">{say('data.literate')}</th>
                <th scope="col">{say('data.unit')}</th>
                <th scope="col">{say('data.type')}</th>
                <th scope="col" class="number">
                  {say('data.known')}
                </th>
                <th scope="col">
                  <span class="hidden">{say('data.edit')}</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {own.map((trait) => (
                <TraitRow key={trait.id} trait={trait} />
              ))}
            </tbody>
          </table>
        </section>
      )}
    </section>
  )
}
