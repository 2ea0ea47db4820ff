import { Link } from 'wouter-preact'
import { useAnswer } from '../api/query.ts'
import { type Dataset, isSettled } from '../api/types.ts'
import { Status } from '../parts/build-state.tsx'
import { useFirstRows } from '../parts/first-rows.tsx'
import { Failure, Loading } from '../parts/states.tsx'
import { useTitle } from '../parts/title.ts'
import { count } from '../words/figures.ts'
import { say } from '../words/say.ts'
import { Upload } from './data/upload.tsx'

/** Files come in here; the datasets say what became of them. */
export function DataPage() {
  const datasets = useAnswer<Dataset[]>('/datasets', (all) => all.every(isSettled))
  useTitle(say('data.title'))
  return (
    <>
      <div class="head">
        <h1>{say('data.title')}</h1>
        <Link href="/data/graph" class="button">
          {say('common.nav-graph')}
        </Link>
      </div>
      <Upload known={datasets.data ?? []} />
      {datasets.error && !datasets.data && <Failure error={datasets.error} retry={datasets.refetch} />}
      {datasets.isPending && <Loading what={say('data.datasets-loading')} />}
      {datasets.data?.length === 0 && <p class="quiet">{say('data.none')}</p>}
      {datasets.data && datasets.data.length > 0 && <Datasets datasets={datasets.data} />}
    </>
  )
}

function Datasets({ datasets }: { datasets: Dataset[] }) {
  const { rows, more } = useFirstRows()(datasets)
  return (
    <section class="panel">
      <h2>{say('data.datasets')}</h2>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reached by keyboard */}
      <section class="scroll" tabIndex={0} aria-label={say('data.datasets')}>
        <table>
          <thead>
            <tr>
              <th scope="col">{say('data.dataset')}</th>
              <th scope="col">{say('data.folder')}</th>
              <th scope="col" class="number">
                {say('data.rows')}
              </th>
              <th scope="col" class="number">
                {say('data.identified')}
              </th>
              <th scope="col" class="number">
                {say('data.repeats')}
              </th>
              <th scope="col" class="number">
                {say('data.set-aside')}
              </th>
              <th scope="col">{say('data.status')}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((one) => (
              <tr key={one.id}>
                <td class="name">
                  <Link href={`/data/${one.id}`}>{one.name}</Link>
                </td>
                <td>{one.options.upload_directory}</td>
                <Figure of={one.row_count} />
                <Figure of={one.identified_count} />
                <Figure of={one.duplicate_count} />
                <td class="number">
                  {one.rejected_count ? (
                    <a href={`/v1/datasets/${one.id}/rejects.csv`} download>
                      {say('data.set-aside-with-reasons', { count: one.rejected_count })}
                    </a>
                  ) : (
                    (one.rejected_count ?? '–')
                  )}
                </td>
                <td>
                  <Status of={one} />
                  <p class="small quiet">{one.status === 'error' ? one.status_error : one.status_note}</p>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      {more}
    </section>
  )
}

const Figure = ({ of }: { of: number | undefined }) => <td class="number">{of === undefined ? '–' : count(of)}</td>
