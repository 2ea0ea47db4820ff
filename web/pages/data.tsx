import { useRef, useState } from 'preact/hooks'
import { ApiError, request } from '../api/client.ts'
import { refresh, useAnswer } from '../api/query.ts'
import { type Dataset, isSettled, type Reading } from '../api/types.ts'
import { Status } from '../parts/build-state.tsx'
import { Failure, Loading } from '../parts/states.tsx'
import { useTitle } from '../parts/title.ts'
import { count, percent } from '../words/figures.ts'
import { say } from '../words/say.ts'

/** The largest file that goes through the API. */
const mostBytes = 4_500_000

/** Files come in here; the datasets say what became of them. */
export function DataPage() {
  const datasets = useAnswer<Dataset[]>('/datasets', (all) => all.every(isSettled))
  useTitle(say('data.title'))
  return (
    <>
      <h1>{say('data.title')}</h1>
      <Upload known={datasets.data ?? []} />
      {datasets.error && !datasets.data && <Failure error={datasets.error} retry={datasets.refetch} />}
      {datasets.isPending && <Loading what={say('data.datasets-loading')} />}
      {datasets.data?.length === 0 && <p class="quiet">{say('data.none')}</p>}
      {datasets.data && datasets.data.length > 0 && <Datasets datasets={datasets.data} />}
    </>
  )
}

function Datasets({ datasets }: { datasets: Dataset[] }) {
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
              <th scope="col">{say('data.set-aside')}</th>
              <th scope="col">{say('data.status')}</th>
            </tr>
          </thead>
          <tbody>
            {datasets.map((one) => (
              <tr key={one.id}>
                <td class="name">{one.name}</td>
                <td>{one.options.upload_directory}</td>
                <Figure of={one.row_count} />
                <Figure of={one.identified_count} />
                <Figure of={one.duplicate_count} />
                <td>
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
    </section>
  )
}

const Figure = ({ of }: { of: number | undefined }) => <td class="number">{of === undefined ? '–' : count(of)}</td>

interface Arrived {
  directory: string
  files: string[]
}

/** Takes files by drop or by button, and proposes how to read a folder that no dataset reads yet. */
function Upload({ known }: { known: Dataset[] }) {
  const [over, setOver] = useState(false)
  const [doing, setDoing] = useState('')
  const [error, setError] = useState<ApiError>()
  const [arrived, setArrived] = useState<Arrived>()
  const input = useRef<HTMLInputElement>(null)

  const take = async (files: File[]) => {
    if (!files.length) return
    setError(undefined)
    setArrived(undefined)
    const directory = directoryOf(files[0]!.name)
    try {
      for (const file of files) {
        const name = uploadName(file.name)
        if (/\.xlsx?$/i.test(name)) throw new ApiError(400, say('data.workbook', { file: file.name }))
        if (file.size > mostBytes) {
          const megabytes = (file.size / 1e6).toFixed(1)
          throw new ApiError(413, say('data.too-large', { file: file.name, megabytes }))
        }
        setDoing(say('data.uploading', { file: file.name }))
        await request('POST', `/uploads/${directory}/${name}`, file)
      }
      setDoing('')
      setArrived({ directory, files: files.map(({ name }) => name) })
      await refresh('/datasets')
    } catch (refused) {
      setDoing('')
      if (refused instanceof ApiError) setError(refused)
      else throw refused
    }
  }
  const dropped = (event: DragEvent) => {
    event.preventDefault()
    setOver(false)
    void take([...(event.dataTransfer?.files ?? [])])
  }
  const reader = arrived && known.find(({ options }) => options.upload_directory === arrived.directory)
  return (
    <>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: dropping is a second way; the button beside does the same by keyboard */}
      <section
        class={over ? 'drop over' : 'drop'}
        onDragOver={(event) => {
          event.preventDefault()
          setOver(true)
        }}
        onDragLeave={() => setOver(false)}
        onDrop={dropped}
      >
        <p>{say('data.drop')}</p>
        <button type="button" class="button first" disabled={doing !== ''} onClick={() => input.current?.click()}>
          {say('data.choose')}
        </button>
        <input
          ref={input}
          class="hidden"
          type="file"
          multiple
          tabIndex={-1}
          aria-label={say('data.files')}
          accept=".csv,.txt,.gz,.bz2"
          onChange={(event) => {
            void take([...(event.currentTarget.files ?? [])])
            event.currentTarget.value = ''
          }}
        />
        <p role="status" class="quiet">
          {doing}
        </p>
      </section>
      {error && <Failure error={error} />}
      {arrived && reader && (
        <p role="status" class="notice">
          {say('data.arrived', {
            files: arrived.files.join(', '),
            directory: arrived.directory,
            dataset: reader.name,
          })}
        </p>
      )}
      {arrived && !reader && (
        <Mapping key={arrived.directory} directory={arrived.directory} done={() => setArrived(undefined)} />
      )}
    </>
  )
}

/** How the columns of a new folder could be read: one press makes the dataset. */
function Mapping({ directory, done }: { directory: string; done: () => void }) {
  const reading = useAnswer<Reading>(`/uploads/${directory}/reading`)
  const [error, setError] = useState<ApiError>()
  const [busy, setBusy] = useState(false)
  if (reading.error && !reading.data) return <Failure error={reading.error} retry={reading.refetch} />
  if (!reading.data) return <Loading what={say('data.proposal')} />
  const { file, file_count, columns, dataset, notes } = reading.data
  const save = async () => {
    setBusy(true)
    try {
      await request('POST', '/datasets', dataset)
      await refresh('/datasets')
      done()
    } catch (refused) {
      if (refused instanceof ApiError) setError(refused)
      setBusy(false)
    }
  }
  return (
    <section class="panel">
      <h2>{say('data.proposal-question', { directory })}</h2>
      <p class="quiet">{say('data.looked-at', { count: file_count, file })}</p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reached by keyboard */}
      <section class="scroll" tabIndex={0} aria-label={say('data.columns')}>
        <table>
          <thead>
            <tr>
              <th scope="col">{say('data.column')}</th>
              <th scope="col">{say('data.first-values')}</th>
              <th scope="col">{say('data.is-taken-as')}</th>
              <th scope="col" class="number">
                {say('data.filled')}
              </th>
            </tr>
          </thead>
          <tbody>
            {columns.map(({ name, samples, field, fill_rate }) => (
              <tr key={name}>
                <td class="name">{name}</td>
                <td class="samples">{samples.slice(0, 3).join(' · ')}</td>
                <td>{field ? taken(field) : <span class="quiet">{say('data.not-used')}</span>}</td>
                <td class="number">{percent(fill_rate)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      {notes.map((note) => (
        <p key={note} class="notice weak">
          {note}
        </p>
      ))}
      {error && <Failure error={error} />}
      {dataset ? (
        <div class="actions">
          <button type="button" class="button first" disabled={busy} onClick={() => void save()}>
            {say('data.save')}
          </button>
        </div>
      ) : (
        <p class="notice bad">{say('data.nobody')}</p>
      )}
    </section>
  )
}

/** `output_to_streams.orders.data_map.value` → `orders: value`; `identity_sets.customer.email` → `person: email`. */
function taken(field: string): string {
  const words = field.split('.')
  const last = words.at(-1)!.replaceAll('_', ' ')
  if (field.startsWith('identity_sets.')) return say('data.person-is', { field: words[2]!.replaceAll('_', ' ') })
  if (field.startsWith('output_to_streams.'))
    return say('data.stream-is', { stream: words[1]!, field: words[3] ?? last })
  if (field.startsWith('output_to_traits.')) return say('data.trait-is', { trait: words[1]! })
  return last
}

/** Upload names hold letters, digits, dots, dashes and underscores, and end as the API asks. */
function uploadName(file: string): string {
  const name = file.replaceAll(/[^\w.-]+/g, '-')
  return /\.(csv|txt|gz|bz2|xlsx?)$/i.test(name) ? name : `${name}.csv`
}

/** The folder of a file: `orders-2025.csv` belongs to `orders`. */
function directoryOf(file: string): string {
  const word = /^[a-z]+(?:[_-][a-z]+)*/i.exec(file.replace(/\..*$/, ''))?.[0] ?? 'data'
  return word.toLowerCase().replaceAll('-', '_')
}
