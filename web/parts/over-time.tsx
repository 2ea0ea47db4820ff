import { useState } from 'preact/hooks'
import { FlowChart, type Layer } from '../charts/flow-chart.tsx'
import { count, day, people, percent } from '../words/figures.ts'
import { say } from '../words/say.ts'
import { CsvButton } from './csv-button.tsx'

interface Props {
  /** ISO 8601, oldest first. */
  dates: string[]
  /** From the bottom of the stack to its top. */
  layers: Layer[]
  /** Says what the picture shows; also the name of its CSV. */
  name: string
}

/**
 * People over time as a picture, a slider and the figures of the chosen date beside it; below all figures as a table, and as
 * CSV. With one layer there are no shares.
 */
export function OverTime({ dates, layers, name }: Props) {
  const [chosen, choose] = useState<number>()
  const at = Math.min(chosen ?? dates.length - 1, dates.length - 1)
  const total = layers.reduce((sum, { counts }) => sum + counts[at]!, 0)
  const said = say('cohorts.at-date', { day: day(dates[at]!), people: people(total) })
  const several = layers.length > 1
  const rows = [
    [say('cohorts.date'), ...layers.map((layer) => layer.name)],
    ...dates.map((date, i) => [date.slice(0, 10), ...layers.map(({ counts }) => counts[i]!)]),
  ]
  return (
    <>
      {!several && <h3 aria-live="polite">{said}</h3>}
      <div class={several ? 'flow' : 'flow one'}>
        <div>
          {dates.length > 1 && (
            <>
              <FlowChart dates={dates} layers={layers} at={at} choose={choose} name={name} />
              <input
                type="range"
                min={0}
                max={dates.length - 1}
                value={at}
                aria-label={say('cohorts.date-of', { name })}
                aria-valuetext={said}
                onInput={(event) => choose(event.currentTarget.valueAsNumber)}
              />
            </>
          )}
        </div>
        {several && (
          <div aria-live="polite">
            <h3>{said}</h3>
            <table>
              <thead>
                <tr>
                  <th scope="col">{say('common.persona')}</th>
                  <th scope="col" class="number">
                    {say('cohorts.people')}
                  </th>
                  <th scope="col" class="number">
                    {say('cohorts.share')}
                  </th>
                </tr>
              </thead>
              <tbody>
                {layers.toReversed().map(({ id, name: layer, slot, counts }) => (
                  <tr key={id}>
                    <td>
                      <span class={`dot p${slot}`} /> {layer}
                    </td>
                    <td class="number">{count(counts[at]!)}</td>
                    <td class="number">{percent(total ? counts[at]! / total : 0)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        )}
      </div>
      <details>
        <summary>{say('cohorts.figures')}</summary>
        <div class="actions">
          <CsvButton name={name} rows={rows} />
        </div>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reached by keyboard */}
        <section class="scroll long" tabIndex={0} aria-label={name}>
          <table>
            <thead>
              <tr>
                {rows[0]!.map((header, i) => (
                  <th key={i === 0 ? '' : layers[i - 1]!.id} scope="col" class={i ? 'number' : undefined}>
                    {header}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {dates.toReversed().map((date, i) => (
                <tr key={date}>
                  <th scope="row">{day(date.slice(0, 10))}</th>
                  {layers.map(({ id, counts }) => (
                    <td key={id} class="number">
                      {count(counts[dates.length - 1 - i]!)}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      </details>
    </>
  )
}
