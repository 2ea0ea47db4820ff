import type { OpenApi, OperationOf, Schema } from '../../api/openapi.ts'
import { say } from '../../words/say.ts'
import { curl } from './curl.ts'

interface Props {
  of: OperationOf & { path: string; method: string }
  document: OpenApi
}

/** One operation, closed until somebody looks at it. */
export function Operation({ of, document }: Props) {
  const { path, method, summary, parameters = [], requestBody, responses } = of
  const [mediaType, body] = Object.entries(requestBody?.content ?? {})[0] ?? []
  const answers = Object.entries(responses)
  const good = answers.find(([status]) => status.startsWith('2'))
  const [answerType, answer] = Object.entries(good?.[1].content ?? {})[0] ?? []
  const example = body && (body.example ?? exampleOf(body.schema, document))
  return (
    <details class="operation">
      <summary>
        <code>
          <strong>{method.toUpperCase()}</strong> {path}
        </code>
        <span class="quiet">{summary}</span>
      </summary>
      {parameters.length > 0 && (
        <Fields
          title={say('reference.parameters')}
          rows={parameters.map(({ name, in: where, required = false, schema }) => ({
            name: `${name} (${where})`,
            required,
            schema,
          }))}
          document={document}
        />
      )}
      {body?.schema && (
        <Fields
          title={say('reference.body', { type: mediaType! })}
          rows={rowsOf(body.schema, document)}
          document={document}
        />
      )}
      {example !== undefined && <Code title={say('reference.try')} text={curl(method, path, mediaType!, example)} />}
      {good && (
        <>
          <h4>
            {say('reference.answer', { status: good[0] })} {answerType && <code>{answerType}</code>}
          </h4>
          {answer?.schema && <Fields rows={rowsOf(answer.schema, document)} document={document} />}
          {answer?.example !== undefined && typeof answer.example !== 'string' && (
            <Code text={JSON.stringify(answer.example, null, 2)} />
          )}
        </>
      )}
      <p class="small quiet">
        {say('reference.refusals')}{' '}
        {answers
          .filter(([status]) => !status.startsWith('2'))
          .map(([status]) => status)
          .join(', ')}
      </p>
    </details>
  )
}

interface Row {
  name: string
  required: boolean
  schema: Schema
}

function Fields({ title, rows, document }: { title?: string; rows: Row[]; document: OpenApi }) {
  if (rows.length === 0) return null
  return (
    <>
      {title && <h4>{title}</h4>}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reached by keyboard */}
      <section class="scroll" tabIndex={0} aria-label={title ?? say('reference.fields')}>
        <table>
          <thead>
            <tr>
              <th scope="col">{say('reference.field')}</th>
              <th scope="col">{say('reference.type')}</th>
              <th scope="col">{say('reference.meaning')}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ name, required, schema }) => (
              <tr key={name}>
                <th scope="row">
                  <code>{name}</code> {required && <span class="small quiet">{say('reference.required')}</span>}
                </th>
                <td class="small">{typeOf(schema)}</td>
                <td class="small">
                  {resolved(schema, document).description ??
                    (schema.examples ? <code>{JSON.stringify(schema.examples[0])}</code> : '')}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </>
  )
}

function Code({ title, text }: { title?: string; text: string }) {
  return (
    <>
      {title && <h4>{title}</h4>}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reached by keyboard */}
      <pre class="scroll" tabIndex={0}>
        <code>{text}</code>
      </pre>
    </>
  )
}

const nameOf = (ref: string): string => ref.split('/').at(-1)!

const resolved = (schema: Schema, { components }: OpenApi): Schema =>
  schema.$ref ? (components.schemas[nameOf(schema.$ref)] ?? {}) : schema

/** The fields of an object, or of the items of a list. */
function rowsOf(schema: Schema, document: OpenApi): Row[] {
  const whole = resolved(schema, document)
  const object = whole.items ? resolved(whole.items, document) : whole
  return Object.entries(object.properties ?? {}).map(([name, field]) => ({
    name,
    required: object.required?.includes(name) ?? false,
    schema: field,
  }))
}

/** `string`, `"live" | "test"`, `Cohort[]`. */
function typeOf(schema: Schema): string {
  if (schema.$ref) return nameOf(schema.$ref)
  if (schema.enum) return schema.enum.map((one) => JSON.stringify(one)).join(' | ')
  const either = schema.anyOf ?? schema.oneOf
  if (either) return [...new Set(either.map(typeOf))].join(' | ')
  if (schema.items) return `${typeOf(schema.items)}[]`
  return [schema.type ?? 'any'].flat().join(' | ')
}

const exampleOf = (schema: Schema | undefined, document: OpenApi): unknown =>
  schema && resolved(schema, document).examples?.[0]
