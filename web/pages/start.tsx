import { useEffect, useState } from 'preact/hooks'
import { Link, Redirect, useLocation } from 'wouter-preact'
import { ApiError, request } from '../api/client.ts'
import { refresh, useAnswer } from '../api/query.ts'
import { loadSampleShop, type SampleStep } from '../api/sample-shop.ts'
import type { Cohort, Dataset, PersonaSet } from '../api/types.ts'
import { Failure, Loading } from '../parts/states.tsx'

const doing: Record<SampleStep, string> = {
  files: 'Uploading three files',
  datasets: 'Saying what the files hold',
  cohorts: 'Making cohorts',
  personas: 'Asking for personas',
}

/** The first steps, ticked off as the account has what they make. */
export function Start() {
  const datasets = useAnswer<Dataset[]>('/datasets')
  const cohorts = useAnswer<Cohort[]>('/cohorts')
  const sets = useAnswer<PersonaSet[]>('/persona_sets')
  useEffect(() => {
    document.title = 'First steps · Moira'
  }, [])
  const failed = [datasets, cohorts, sets].find(({ error, data }) => error && !data)
  if (failed?.error) {
    return (
      <>
        <h1>First steps</h1>
        <Failure error={failed.error} retry={failed.refetch} />
      </>
    )
  }
  if (!datasets.data || !cohorts.data || !sets.data) return <Loading what="your account" />
  if (sets.data.length > 0) return <Redirect to="/persona-sets" />
  const streams = datasets.data.flatMap(({ output_to_streams = {} }) => Object.keys(output_to_streams))
  return (
    <>
      <h1>Welcome to Moira</h1>
      <section class="panel">
        <ol class="steps">
          <Step done={datasets.data.length > 0} title="Bring data">
            A CSV of orders, a CRM export: every row is accepted, set aside with a reason, or known as a repeat.{' '}
            <Link href="/data">Upload a file</Link>
          </Step>
          <Step done={cohorts.data.length > 0} title="Choose people">
            A cohort is the group that you want to know better.
            {datasets.data.length > 0 && cohorts.data.length === 0 && <FirstCohort stream={streams[0]} />}
          </Step>
          <Step done={false} title="Get personas">
            Moira groups the people, and says what sets each group apart.
            {cohorts.data.length > 0 && (
              <>
                {' '}
                <Link href="/persona-sets/new">New persona set</Link>
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
        {done && <span class="hidden"> (done)</span>}
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
        ? { name: stream === 'orders' ? 'Customers' : `Everybody with ${stream}`, stream_name: stream }
        : { name: 'Everybody' }
      await request('POST', '/cohorts', body)
      await refresh('/cohorts')
    } catch (refused) {
      if (refused instanceof ApiError) setError(refused)
    }
  }
  return (
    <div class="actions">
      <button type="button" class="button first" onClick={() => void create()}>
        {stream ? `Make a cohort of everybody with ${stream}` : 'Make a cohort of everybody'}
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
      <h2>Or look around first</h2>
      <p class="quiet">
        An invented shop with about 3,200 people, two years of orders and a CRM export. It is loaded into this account.
      </p>
      <div class="actions">
        <button type="button" class="button" disabled={step !== undefined} onClick={() => void load()}>
          Load the sample shop
        </button>
        <p role="status" class="quiet">
          {step && `${doing[step]} …`}
        </p>
      </div>
      {error && <Failure error={error} />}
    </section>
  )
}
