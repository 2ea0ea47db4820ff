import { useState } from 'preact/hooks'
import { useAnswer } from '../../api/query.ts'
import type { Trait } from '../../api/types.ts'
import { capital, people } from '../../words/figures.ts'
import { say } from '../../words/say.ts'

interface Props {
  /** Names of traits; undefined where Moira chooses. */
  chosen: readonly string[] | undefined
  choose: (names: string[] | undefined) => void
}

/** The traits by which people are grouped: Moira's choice, until somebody makes another one. */
export function TraitChoice({ chosen, choose }: Props) {
  const { data: traits = [] } = useAnswer<Trait[]>('/traits')
  const [wanted, setWanted] = useState('')
  const usable = traits.filter(({ known_count = 0 }) => known_count > 0)
  const found = usable.filter(({ name, literate = '' }) =>
    `${literate} ${name}`.toLowerCase().includes(wanted.trim().toLowerCase()),
  )
  const change = (name: string, on: boolean) => {
    const others = (chosen ?? []).filter((one) => one !== name)
    const next = on ? [...others, name] : others
    choose(next.length ? next : undefined)
  }
  return (
    <details>
      <summary>{say('persona-sets.advanced')}</summary>
      <div class="actions">
        <p class="quiet">
          {chosen ? say('persona-sets.traits-own', { count: chosen.length }) : say('persona-sets.traits-auto')}
        </p>
        <button type="button" class="button" disabled={!chosen} onClick={() => choose(undefined)}>
          {say('persona-sets.reset')}
        </button>
      </div>
      <div class="field">
        <label for="find-trait">{say('persona-sets.find-trait')}</label>
        <input id="find-trait" type="search" value={wanted} onInput={(event) => setWanted(event.currentTarget.value)} />
      </div>
      <fieldset class="plain-set trait-list">
        <legend class="hidden">{say('persona-sets.choose-traits')}</legend>
        {found.map(({ id, name, literate, known_count = 0 }) => (
          <label key={id} class="choice">
            <input
              type="checkbox"
              checked={chosen?.includes(name) ?? false}
              onChange={(event) => change(name, event.currentTarget.checked)}
            />
            <span>
              {capital(literate ?? name)}
              <span class="small quiet"> · {say('persona-sets.known-of', { people: people(known_count) })}</span>
            </span>
          </label>
        ))}
        {found.length === 0 && <p class="quiet">{say('persona-sets.no-traits')}</p>}
      </fieldset>
    </details>
  )
}
