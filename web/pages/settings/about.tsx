import { say } from '../../words/say.ts'

/** The build writes it (cdk/website-bundle.ts). */
declare const VERSION: string

const description = '/openapi.json'
const reference = '/docs'

/** The version, and where more is said. */
export function About() {
  return (
    <section class="panel">
      <h2>{say('settings.tab-about')}</h2>
      <dl class="facts-list">
        <dt>{say('settings.version')}</dt>
        <dd>{VERSION}</dd>
        <dt>{say('settings.api')}</dt>
        <dd>
          <code>{location.origin}/v1</code>
        </dd>
        <dt>{say('settings.description')}</dt>
        <dd>
          <a href={description}>{description}</a> · <a href={reference}>{reference}</a>
        </dd>
      </dl>
    </section>
  )
}
