import { useRef, useState } from 'preact/hooks'
import { ApiError } from '../../api/client.ts'
import { refresh } from '../../api/query.ts'
import { sendFile } from '../../api/send-file.ts'
import type { Dataset } from '../../api/types.ts'
import { count, percent } from '../../words/figures.ts'
import { say } from '../../words/say.ts'
import { Mapping } from './mapping.tsx'

interface Sent {
  /** Counts up. */
  id: number
  file: File
  directory: string
  state: 'sending' | 'done' | 'failed'
  /** 0 to 1. */
  share: number
  /** Why it failed. */
  note?: string
  stop: () => void
}

let last = 0

/** Takes files by drop or by button, and proposes how to read each folder that no dataset reads yet. */
export function Upload({ known }: { known: Dataset[] }) {
  const [over, setOver] = useState(false)
  const [sent, setSent] = useState<Sent[]>([])
  const [settled, setSettled] = useState<string[]>([])
  const input = useRef<HTMLInputElement>(null)

  const change = (id: number, more: Partial<Sent>) =>
    setSent((all) => all.map((one) => (one.id === id ? { ...one, ...more } : one)))

  const send = async (file: File, id: number) => {
    const stopper = new AbortController()
    const directory = directoryOf(file.name)
    const started: Sent = { id, file, directory, state: 'sending', share: 0, stop: () => stopper.abort() }
    setSent((all) => [...all.filter((one) => one.id !== id), started].toSorted((a, b) => a.id - b.id))
    try {
      if (/\.(xlsx?|numbers|ods)$/i.test(file.name)) throw new ApiError(400, say('data.workbook', { file: file.name }))
      if (file.size === 0) throw new ApiError(400, say('data.no-bytes', { file: file.name }))
      await sendFile(`${directory}/${uploadName(file.name)}`, file, {
        progress: (share) => change(id, { share }),
        signal: stopper.signal,
      })
      change(id, { state: 'done', share: 1 })
      await refresh('/datasets')
      await refresh(`/uploads/${directory}`)
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      change(id, { state: 'failed', note: error.message })
    }
  }
  // One after the other: each gets the whole line, and the first is there early.
  const take = async (files: File[]) => {
    for (const file of files) {
      last += 1
      await send(file, last)
    }
  }
  const dropped = (event: DragEvent) => {
    event.preventDefault()
    setOver(false)
    void take([...(event.dataTransfer?.files ?? [])])
  }
  const directories = [...new Set(sent.filter(({ state }) => state === 'done').map(({ directory }) => directory))]
  const unread = directories.filter(
    (one) => !settled.includes(one) && !known.some(({ options }) => options.upload_directory === one),
  )
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
        <button type="button" class="button first" onClick={() => input.current?.click()}>
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
        {sent.length > 0 && (
          <ul class="sent" aria-label={say('data.sent')}>
            {sent.map((one) => (
              <Row
                key={one.id}
                of={one}
                reader={known.find(({ options }) => options.upload_directory === one.directory)?.name}
                again={() => void send(one.file, one.id)}
              />
            ))}
          </ul>
        )}
      </section>
      {unread.map((directory) => (
        <Mapping key={directory} directory={directory} done={() => setSettled((all) => [...all, directory])} />
      ))}
    </>
  )
}

function Row({ of, reader, again }: { of: Sent; reader: string | undefined; again: () => void }) {
  const { file, directory, state, share, note, stop } = of
  const size = say('data.megabytes', { size: count(Math.max(1, file.size / 1e6)) })
  return (
    <li>
      <span class="name">{file.name}</span>
      <span class="quiet small">{size}</span>
      {state === 'sending' && (
        <>
          <progress value={share} max={1} aria-label={say('common.progress-of', { title: file.name })} />
          <span class="figures small">{percent(share)}</span>
          <button type="button" class="plain" aria-label={say('data.cancel-what', { file: file.name })} onClick={stop}>
            {say('common.cancel')}
          </button>
        </>
      )}
      {state === 'done' && (
        <span role="status" class="small">
          {reader ? say('data.arrived-read', { directory, dataset: reader }) : say('data.arrived-new', { directory })}
        </span>
      )}
      {state === 'failed' && (
        <>
          <span role="alert" class="small">
            {note}
          </span>
          <button type="button" class="plain" aria-label={say('data.again-what', { file: file.name })} onClick={again}>
            {say('common.try-again')}
          </button>
        </>
      )}
    </li>
  )
}

/** Upload names hold letters, digits, dots, dashes and underscores, and end as the API asks. */
function uploadName(file: string): string {
  const name = file.replaceAll(/[^\w.-]+/g, '-')
  return /\.(csv|txt|gz|bz2)$/i.test(name) ? name : `${name}.csv`
}

/** The folder of a file: `orders-2025.csv` belongs to `orders`. */
function directoryOf(file: string): string {
  const word = /^[a-z]+(?:[_-][a-z]+)*/i.exec(file.replace(/\..*$/, ''))?.[0] ?? 'data'
  return word.toLowerCase().replaceAll('-', '_')
}
