import { useState } from 'preact/hooks'
import { Link, Redirect, useLocation } from 'wouter-preact'
import { ApiError, request } from '../api/client.ts'
import { refresh, useAnswer } from '../api/query.ts'
import { loadSampleShop, type SampleStep } from '../api/sample-shop.ts'
import type { Cohort, Dataset, PersonaSet } from '../api/types.ts'
import { Failure, Loading } from '../parts/states.tsx'
import { useTitle } from '../parts/title.ts'
import { say } from '../words/say.ts'

/** The first steps, ticked off as the account has what they make. */
export function Start() {
  const datasets = useAnswer<Dataset[]>('/datasets')
  const cohorts = useAnswer<Cohort[]>('/cohorts')
  const sets = useAnswer<PersonaSet[]>('/persona_sets')
  useTitle(say('start.title'))
  const failed = [datasets, cohorts, sets].find(({ error, data }) => error && !data)
  if (failed?.error) return <Failure error={failed.error} retry={failed.refetch} page={say('start.title')} />
  if (!datasets.data || !cohorts.data || !sets.data) {
    return <Loading what={say('common.your-account')} page={say('start.title')} />
  }
  if (sets.data.length > 0) return <Redirect to="/persona-sets" />
  const streams = datasets.data.flatMap(({ output_to_streams = {} }) => Object.keys(output_to_streams))
  return (
    <>
      <h1>{say('start.welcome')}</h1>
      <section class="panel">
        <ol class="steps">
          <Step done={datasets.data.length > 0} title={say('start.step-data')}>
            {say('start.step-data-about')} <Link href="/data">{say('start.upload')}</Link>
          </Step>
          <Step done={cohorts.data.length > 0} title={say('start.step-cohort')}>
            {say('start.step-cohort-about')}
            {datasets.data.length > 0 && cohorts.data.length === 0 && <FirstCohort stream={streams[0]} />}
          </Step>
          <Step done={false} title={say('start.step-personas')}>
            {say('start.step-personas-about')}
            {cohorts.data.length > 0 && (
              <>
                {' '}
                <Link href="/persona-sets/new">{say('persona-sets.new')}</Link>
              </>
            )}
          </Step>
        </ol>
      </section>
      {datasets.data.length === 0 && <SampleShop />}
    </>
  )
}

function Step({ done, title, children }: { done: boolean; title: string; children: preact.ComponentChildren }) {
  return (
    <li class={done ? 'done' : ''}>
      <h2>
        {title}
        {done && <span class="hidden"> {say('start.done')}</span>}
      </h2>
      <div class="quiet">{children}</div>
    </li>
  )
}

/** Everybody with an event of the first stream, or everybody. */
function FirstCohort({ stream }: { stream: string | undefined }) {
  const [error, setError] = useState<ApiError>()
  const create = async () => {
    try {
      const body = stream
        ? {
            name: say(stream === 'orders' ? 'start.customers' : 'start.everybody-with', { stream }),
            stream_name: stream,
          }
        : { name: say('start.everybody') }
      await request('POST', '/cohorts', body)
      await refresh('/cohorts')
    } catch (refused) {
      if (refused instanceof ApiError) setError(refused)
    }
  }
  return (
    <div class="actions">
      <button type="button" class="button first" onClick={() => void create()}>
        {stream ? say('start.cohort-with', { stream }) : say('start.cohort-everybody')}
      </button>
      {error && <Failure error={error} />}
    </div>
  )
}

function SampleShop() {
  const [step, setStep] = useState<SampleStep>()
  const [error, setError] = useState<ApiError>()
  const [, go] = useLocation()
  const load = async () => {
    setError(undefined)
    try {
      go(`/persona-sets/${await loadSampleShop(setStep)}`)
    } catch (refused) {
      setStep(undefined)
      if (refused instanceof ApiError) setError(refused)
      else throw refused
    }
  }
  return (
    <section class="panel">
      <h2>{say('start.look-around')}</h2>
      <p class="quiet">{say('start.sample')}</p>
      <div class="actions">
        <button type="button" class="button" disabled={step !== undefined} onClick={() => void load()}>
          {say('start.sample-load')}
        </button>
        <p role="status" class="quiet">
          {step && say('start.sample-step', { step })}
        </p>
      </div>
      {error && <Failure error={error} />}
    </section>
  )
}
