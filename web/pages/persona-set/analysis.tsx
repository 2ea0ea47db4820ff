import { useLocation, useSearch } from 'wouter-preact'
import { useAnswer } from '../../api/query.ts'
import type { Dimensions, PersonaSet } from '../../api/types.ts'
import { Failure, Loading } from '../../parts/states.tsx'
import { capital, count, percent } from '../../words/figures.ts'
import { say } from '../../words/say.ts'
import { AddTrait } from './add-trait.tsx'

const shownTraits = 10
/** A shop's products say much the same of a persona: more rows of them would leave no room for the rest. */
const shownShares = 3

type Trait = Dimensions[number]['traits'][number]

/** A row per trait, a histogram per persona: the traits that set personas apart most come first. */
export function Analysis({ set }: { set: PersonaSet }) {
  const path = `/persona_sets/${set.id}/analysis/dimensions?bins=nice`
  const [page, go] = useLocation()
  const search = useSearch()
  const added = (new URLSearchParams(search).get('traits') ?? '').split(',').filter(Boolean)
  const { data, error, refetch } = useAnswer<Dimensions>(path)
  // Traits that somebody adds may be none of those that the answer has by itself.
  const more = useAnswer<Dimensions>(added.length ? `${path}&traits=${encodeURIComponent(added.join(','))}` : path)
  const show = (traits: string[]) => {
    const query = new URLSearchParams(search)
    if (traits.length) query.set('traits', traits.join(','))
    else query.delete('traits')
    go(query.size ? `${page}?${query}` : page, { replace: true })
  }
  if (error && !data) return <Failure error={error} retry={refetch} />
  if (!data) return <Loading what={say('persona-set.analysis')} rows={5} />
  const personas = (set.personas ?? []).toSorted((a, b) => b.individuals_count - a.individuals_count)
  // The order of traits in an answer is its own affair: they are joined by name.
  const byPersona = new Map(
    data.map(({ persona_id, traits }) => {
      const others = more.data?.find((one) => one.persona_id === persona_id)?.traits ?? []
      return [persona_id, new Map([...traits, ...others].map((one) => [one.trait_name, one]))]
    }),
  )
  const extra = added.flatMap((name) => [...byPersona.values()].find((traits) => traits.has(name))?.get(name) ?? [])
  const rows = [...strongest(data).filter(({ trait_name }) => !added.includes(trait_name)), ...extra]
  return (
    <section class="panel">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reached by keyboard */}
      <section class="scroll" tabIndex={0} aria-label={say('persona-set.traits-by-persona')}>
        <table class="multiples">
          <thead>
            <tr>
              <th scope="col">{say('persona-set.trait')}</th>
              {personas.map(({ id, name, color_slot = 0 }) => (
                <th key={id} scope="col">
                  <span class={`dot p${color_slot}`} /> {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            <tr>
              <th scope="row">{say('persona-set.size')}</th>
              {personas.map(({ id, individuals_count, share }) => (
                <td key={id}>
                  {count(individuals_count)} · {percent(share)}
                </td>
              ))}
            </tr>
            {rows.map(({ trait_name, literate, unit }) => (
              <tr key={trait_name}>
                <th scope="row">
                  {capital(literate ?? trait_name)}
                  {unit && <p class="small">{unit}</p>}
                  {added.includes(trait_name) && (
                    <button
                      type="button"
                      class="plain small"
                      aria-label={say('persona-set.remove-trait', { trait: literate ?? trait_name })}
                      onClick={() => show(added.filter((one) => one !== trait_name))}
                    >
                      ×
                    </button>
                  )}
                </th>
                {personas.map(({ id, name, color_slot = 0 }) => (
                  <td key={id} class={`p${color_slot}`}>
                    <Histogram trait={byPersona.get(id)?.get(trait_name)} persona={name} />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      <AddTrait
        setId={set.id}
        shown={rows.map(({ trait_name }) => trait_name)}
        add={(name) => show([...added, name])}
      />
    </section>
  )
}

/** The traits with the strongest effect in any persona; of shares of products and the like only the first. */
function strongest(data: Dimensions): Trait[] {
  const best = new Map<string, Trait>()
  for (const trait of data.flatMap(({ traits }) => traits)) {
    const known = best.get(trait.trait_name)
    if (!known || Math.abs(trait.effect ?? 0) > Math.abs(known.effect ?? 0)) best.set(trait.trait_name, trait)
  }
  const ordered = [...best.values()].toSorted((a, b) => Math.abs(b.effect ?? 0) - Math.abs(a.effect ?? 0))
  const shares = ordered.filter(({ base_count }) => base_count !== undefined)
  return ordered.filter((one) => shares.indexOf(one) < shownShares).slice(0, shownTraits)
}

function Histogram({ trait, persona }: { trait: Trait | undefined; persona: string }) {
  const bins = trait?.bins ?? []
  if (!trait || bins.length === 0) return <span class="quiet">{say('common.unknown')}</span>
  const highest = Math.max(...bins.map((bin) => bin.percent), 1)
  const labelOf = (bin: (typeof bins)[number]) =>
    bin.label ?? ('value' in bin ? String(bin.value) : say('persona-set.other-values'))
  const said = bins.map((bin) => say('persona-set.bin', { label: labelOf(bin), percent: percent(bin.percent / 100) }))
  const most = bins.reduce((a, b) => (b.percent > a.percent ? b : a))
  return (
    <>
      <div
        class="histogram"
        role="img"
        aria-label={say('persona-set.histogram', {
          trait: trait.literate ?? trait.trait_name,
          persona,
          bins: said.join(', '),
        })}
      >
        {bins.map((bin, at) => (
          <span key={said[at]} title={said[at]} style={{ height: `${(bin.percent / highest) * 100}%` }} />
        ))}
      </div>
      <p class="most" title={labelOf(most)}>
        {say('persona-set.mostly', { label: labelOf(most) })}
      </p>
    </>
  )
}
