import type { ApiError } from '../../api/client.ts'
import type { DatasetPreview } from '../../api/types.ts'
import { Failure } from '../../parts/states.tsx'
import { say } from '../../words/say.ts'

interface Props {
  preview: DatasetPreview | undefined
  error: ApiError | undefined
  busy: boolean
}

/** How the first rows would be read: how many are taken, and why others are not. */
export function PreviewOf({ preview, error, busy }: Props) {
  if (error) return <Failure error={error} />
  if (!preview) {
    return (
      <p role="status" class="quiet">
        {say('data.preview-busy')}
      </p>
    )
  }
  const { refused, rows, taken, identified, rejected, rejected_count, notes, is_whole } = preview
  return (
    <div class="preview" aria-busy={busy}>
      <h3>{say(is_whole ? 'data.preview-whole' : 'data.preview-first')}</h3>
      {refused ? (
        <p class="notice bad">{refused}</p>
      ) : (
        <p role="status">{say('data.preview-counts', { rows, taken, identified, rejected: rejected_count })}</p>
      )}
      {notes.map((note) => (
        <p key={note} class="small quiet">
          {note}
        </p>
      ))}
      {rejected.length > 0 && (
        <details>
          <summary>{say('data.preview-rejected', { count: rejected_count })}</summary>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reached by keyboard */}
          <section class="scroll" tabIndex={0} aria-label={say('data.set-aside')}>
            <table>
              <thead>
                <tr>
                  <th scope="col" class="number">
                    {say('data.line')}
                  </th>
                  <th scope="col">{say('data.reason')}</th>
                  <th scope="col">{say('data.row')}</th>
                </tr>
              </thead>
              <tbody>
                {rejected.map(({ line, reason, row }) => (
                  <tr key={line}>
                    <td class="number">{line}</td>
                    <td>{reason}</td>
                    <td class="samples">{row}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </section>
        </details>
      )}
    </div>
  )
}
