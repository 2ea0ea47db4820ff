import { useAnswer } from '../../api/query.ts'
import type { Drift, PersonaSet, Selection, TraitDecisions } from '../../api/types.ts'
import { Failure, Loading } from '../../parts/states.tsx'
import { capital, count, decimal, percent } from '../../words/figures.ts'
import { say } from '../../words/say.ts'

/** Why there are so many personas, which traits made them, and whether people have changed since. */
export function Evidence({ set }: { set: PersonaSet }) {
  const path = `/persona_sets/${set.id}`
  const selection = useAnswer<Selection>(`${path}/selection`)
  const traits = useAnswer<TraitDecisions>(`${path}/analysis/traits`)
  const drift = useAnswer<Drift>(`${path}/analysis/drift`)
  return (
    <>
      {[selection, traits, drift].map(
        ({ error, data, refetch }, at) => error && !data && <Failure key={at} error={error} retry={refetch} />,
      )}
      {selection.data ? (
        <Candidates of={selection.data} />
      ) : (
        selection.isPending && <Loading what={say('persona-set.evidence')} />
      )}
      {traits.data && <Traits of={traits.data} />}
      {drift.data && <DriftOf drift={drift.data} traits={traits.data ?? []} />}
    </>
  )
}

function Candidates({ of }: { of: Selection }) {
  const { chosen, reason, warning, people, candidates } = of
  return (
    <section class="panel">
      <h2>{say('persona-set.why-so-many', { count: chosen })}</h2>
      <p>{reason}</p>
      {warning && <p class="notice weak">{warning}</p>}
      <p class="small quiet">{say('persona-set.counted-on', { count: people })}</p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reached by keyboard */}
      <section class="scroll" tabIndex={0} aria-label={say('persona-set.candidates')}>
        <table>
          <thead>
            <tr>
              <th scope="col" class="number">
                {say('persona-set.personas')}
              </th>
              <th scope="col">{say('persona-set.agreement')}</th>
              <th scope="col">{say('persona-set.separation')}</th>
              <th scope="col" class="number">
                {say('persona-set.smallest')}
              </th>
              <th scope="col">{say('persona-set.verdict')}</th>
            </tr>
          </thead>
          <tbody>
            {candidates.map(({ k, stability, separation, smallest_share, fails }) => (
              <tr key={k} class={k === chosen ? 'chosen' : ''}>
                <th scope="row" class="number">
                  {count(k)}
                </th>
                <td>
                  <Share of={stability} />
                </td>
                <td>
                  <Share of={separation} />
                </td>
                <td class="number">{percent(smallest_share)}</td>
                <td class="small">
                  {k === chosen
                    ? say('persona-set.chosen')
                    : fails.length
                      ? fails.join('; ')
                      : say('persona-set.passes')}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      <p class="small quiet">{say('persona-set.candidates-about')}</p>
    </section>
  )
}

/** A figure from 0 to 1 beside its bar. */
function Share({ of }: { of: number }) {
  return (
    <span class="share-bar">
      <span class="figures">{percent(Math.max(0, of))}</span>
      <span class="effect" aria-hidden="true">
        <span style={{ width: `${Math.min(100, Math.max(0, of * 100))}%` }} />
      </span>
    </span>
  )
}

function Traits({ of }: { of: TraitDecisions }) {
  const kept = of.filter((one) => one.kept).length
  return (
    <section class="panel">
      <h2>{say('persona-set.traits-used', { kept, count: of.length })}</h2>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reached by keyboard */}
      <section class="scroll" tabIndex={0} aria-label={say('persona-set.traits-used', { kept, count: of.length })}>
        <table>
          <thead>
            <tr>
              <th scope="col">{say('persona-set.trait')}</th>
              <th scope="col">{say('persona-set.used')}</th>
              <th scope="col">{say('persona-set.why')}</th>
              <th scope="col">{say('persona-set.prepared')}</th>
              <th scope="col" class="number">
                {say('persona-set.known-of')}
              </th>
            </tr>
          </thead>
          <tbody>
            {of.map(({ trait_name, literate, unit, kept: isKept, reason, steps, coverage }) => (
              <tr key={trait_name}>
                <th scope="row">
                  {capital(literate ?? trait_name)}
                  {unit && <p class="small quiet">{unit}</p>}
                </th>
                <td>{say(isKept ? 'persona-set.yes' : 'persona-set.no')}</td>
                <td class="small">{reason}</td>
                <td class="small">{steps.join(', ') || '–'}</td>
                <td class="number">{percent(coverage)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </section>
  )
}

function DriftOf({ drift: { sentence, traits }, traits: known }: { drift: Drift; traits: TraitDecisions }) {
  const names = new Map(known.map(({ trait_name, literate }) => [trait_name, literate]))
  return (
    <section class="panel">
      <h2>{say('persona-set.drift')}</h2>
      <p>{sentence}</p>
      {traits.length > 0 && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reached by keyboard
        <section class="scroll" tabIndex={0} aria-label={say('persona-set.drift')}>
          <table>
            <thead>
              <tr>
                <th scope="col">{say('persona-set.trait')}</th>
                <th scope="col">{say('persona-set.drift-level')}</th>
                <th scope="col" class="number">
                  {say('persona-set.psi')}
                </th>
              </tr>
            </thead>
            <tbody>
              {traits.map(({ trait, psi, level }) => (
                <tr key={trait}>
                  <th scope="row">{capital(names.get(trait) ?? trait)}</th>
                  <td>{say('persona-set.level', { level })}</td>
                  <td class="number">{decimal(psi)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      )}
    </section>
  )
}
