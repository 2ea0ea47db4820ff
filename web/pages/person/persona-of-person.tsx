import { Link } from 'wouter-preact'
import type { Person } from '../../api/types.ts'
import { capital, day, percent } from '../../words/figures.ts'
import { say } from '../../words/say.ts'
import { valueText } from './value-text.ts'

type Persona = Person['personas'][number]

/** Reasons that are shown at once: the others are hardly any. */
const mostReasons = 8

/** The persona of a person in one set: how near, the traits that decided, and which persona it was before. */
export function PersonaOfPerson({ persona }: { persona: Persona }) {
  const { persona_set_id, persona_set_name, name, avatar, color_slot, margin, runner_up, why, history } = persona
  return (
    <article class={`panel persona p${color_slot}`} aria-label={name}>
      <header>
        <img src={avatar} alt="" width="72" height="72" />
        <div>
          <h3>
            <Link href={`/persona-sets/${persona_set_id}`}>{persona_set_name}</Link>
          </h3>
          <p class="called">{name}</p>
          {runner_up && margin !== null && (
            <p class="small quiet">{say('people.margin', { percent: percent(margin), name: runner_up.name })}</p>
          )}
        </div>
      </header>
      <div>
        <h4>{say('people.why', { persona: name })}</h4>
        {why.length === 0 ? <p class="small quiet">{say('people.why-none')}</p> : <Why persona={persona} />}
      </div>
      {history.length > 0 && <History spans={history} />}
    </article>
  )
}

function Why({ persona: { why, name, runner_up } }: { persona: Persona }) {
  const shown = [...why].sort((one, other) => Math.abs(other.gain) - Math.abs(one.gain)).slice(0, mostReasons)
  const most = Math.max(...shown.map(({ gain }) => Math.abs(gain)), 1e-9)
  return (
    <ul class="reasons">
      {shown.map(({ trait, literate, value, figure, gain }) => (
        <li key={trait}>
          <span>
            {capital(literate)} <strong>{figure ?? valueText(value)}</strong>
            <span class="hidden">
              {gain >= 0
                ? say('people.why-bar', { persona: name })
                : say('people.for-runner-up', { name: runner_up?.name ?? '' })}
            </span>
          </span>
          <span class="term" aria-hidden="true">
            <span
              class={gain >= 0 ? 'for' : 'against'}
              style={{ width: `${(Math.abs(gain) / most) * 50}%`, [gain >= 0 ? 'left' : 'right']: '50%' }}
            />
          </span>
        </li>
      ))}
    </ul>
  )
}

/** The personas from day to day, as one strip. */
function History({ spans }: { spans: Persona['history'] }) {
  const [first, last] = [Date.parse(spans[0]!.from), Date.parse(spans.at(-1)!.until)]
  const whole = Math.max(1, last - first)
  const personas = [...new Map(spans.map((span) => [span.persona_id, span])).values()]
  const texts = spans.map(({ name, from, until }) =>
    say('people.history-span', { persona: name, from: new Date(from), until: new Date(until) }),
  )
  return (
    <div>
      <h4>{say('people.history')}</h4>
      <div class="days" role="img" aria-label={say('people.history-of', { spans: texts.join('; ') })}>
        {spans.map(({ color_slot, from }, i) => (
          <span
            key={from}
            class={`p${color_slot}`}
            title={texts[i]}
            style={{
              flexGrow: Math.max(0.004, (Date.parse(spans[i + 1]?.from ?? spans[i]!.until) - Date.parse(from)) / whole),
            }}
          />
        ))}
      </div>
      <ul class="small legend">
        {personas.map(({ persona_id, name, color_slot }) => (
          <li key={persona_id}>
            <span class={`dot p${color_slot}`} /> {name}
          </li>
        ))}
      </ul>
      <p class="small quiet ends">
        <span>{day(spans[0]!.from)}</span> <span>{day(spans.at(-1)!.until)}</span>
      </p>
    </div>
  )
}
