import { useEffect, useRef, useState } from 'preact/hooks'
import { Link } from 'wouter-preact'
import { ApiError, request } from '../api/client.ts'
import { queries } from '../api/query.ts'
import type { Edge } from '../api/types.ts'
import { say } from '../words/say.ts'
import { dependentsOf, goesAlong, type Kind, type Node, pageOf } from './dependents.ts'
import { Failure, Loading } from './states.tsx'
import { tell } from './toast.tsx'

interface Props {
  kind: Kind
  id: string
  name: string
  archived?: boolean
  /** Called once the resource is gone. */
  gone: () => void
}

/** A button that asks before it deletes: it shows what uses the resource, and what goes with it. */
export function Remove(props: Props) {
  const [open, setOpen] = useState(false)
  const button = useRef<HTMLButtonElement>(null)
  return (
    <>
      <button type="button" class="button" ref={button} onClick={() => setOpen(true)} aria-haspopup="dialog">
        {say('actions.delete')}
      </button>
      {open && (
        <RemoveDialog
          {...props}
          close={() => {
            setOpen(false)
            button.current?.focus()
          }}
        />
      )}
    </>
  )
}

function RemoveDialog({ kind, id, name, archived, gone, close }: Props & { close: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null)
  const cancel = useRef<HTMLButtonElement>(null)
  const [graph, setGraph] = useState<Edge[]>()
  const [users, setUsers] = useState<Node[]>()
  const [error, setError] = useState<ApiError>()
  const [busy, setBusy] = useState(false)
  const look = () => {
    setError(undefined)
    request<Edge[]>('GET', '/graph').then((edges) => {
      setGraph(edges)
      setUsers(dependentsOf(edges, id))
    }, setError)
  }
  useEffect(() => {
    dialog.current?.showModal()
    // A dialog begins at its harmless button.
    cancel.current?.focus()
    look()
  }, [])
  const along = graph && kind === 'targets' ? goesAlong(graph, id) : []
  const used = (users?.length ?? 0) > 0

  const act = async (work: () => Promise<unknown>, sentence: string, leave: boolean) => {
    setBusy(true)
    setError(undefined)
    try {
      await work()
      tell(sentence)
      close()
      if (leave) gone()
      await queries.invalidateQueries()
    } catch (refused) {
      if (!(refused instanceof ApiError)) throw refused
      // Somebody made something of it since the dialog looked.
      if (refused.users.length) {
        setUsers(refused.users.map(({ resource_type: type, id, name }) => ({ type, id, name })))
      } else setError(refused)
      setBusy(false)
    }
  }
  const remove = () =>
    act(
      async () => {
        await request('DELETE', `/${kind}/${id}`)
        for (const one of along) await request('DELETE', `/${one.type}/${one.id}`)
      },
      say('actions.deleted', { name }),
      true,
    )
  const archive = () =>
    act(
      () => request('POST', `/${kind}/${id}/archive`, { cascade_to_all: true }),
      say('actions.archived-now', { name }),
      false,
    )
  return (
    <dialog ref={dialog} class="panel" aria-labelledby="remove-title" onClose={close}>
      <h2 id="remove-title">{say('actions.delete-what', { name })}</h2>
      {!users && !error && <Loading what={say('actions.users')} rows={1} />}
      {error && <Failure error={error} retry={look} />}
      {users && used && (
        <>
          <p id="remove-why">{say('actions.in-use')}</p>
          <Listed nodes={users} close={close} />
        </>
      )}
      {users && !used && (
        <>
          <p>{say(`actions.goes-${kind}`)}</p>
          {along.length > 0 && (
            <>
              <p>{say('actions.goes-along')}</p>
              <Listed nodes={along} close={close} />
            </>
          )}
        </>
      )}
      <div class="actions">
        <button type="button" class="button" ref={cancel} onClick={close}>
          {say('common.cancel')}
        </button>
        {users && !archived && (
          <button type="button" class="button" disabled={busy} onClick={() => void archive()}>
            {say(used ? 'actions.archive-all' : 'actions.archive')}
          </button>
        )}
        <button
          type="button"
          class="button danger"
          disabled={!users || used || busy}
          aria-describedby={used ? 'remove-why' : undefined}
          onClick={() => void remove()}
        >
          {say('actions.delete')}
        </button>
      </div>
    </dialog>
  )
}

/** Resources by kind, each with a link to its page. */
function Listed({ nodes, close }: { nodes: Node[]; close: () => void }) {
  const kinds = [...new Set(nodes.map(({ type }) => type))]
  return (
    <dl class="listed">
      {kinds.map((kind) => (
        <div key={kind}>
          <dt>{kindName(kind)}</dt>
          {nodes
            .filter(({ type }) => type === kind)
            .map((node) => {
              const page = pageOf(node)
              return (
                <dd key={node.id}>
                  {page ? (
                    <Link href={page} onClick={close}>
                      {node.name}
                    </Link>
                  ) : (
                    node.name
                  )}
                </dd>
              )
            })}
        </div>
      ))}
    </dl>
  )
}

const kinds = ['datasets', 'sources', 'cohorts', 'persona_sets', 'scopes', 'targets', 'schedules'] as const

function kindName(type: string): string {
  const kind = kinds.find((one) => one === type)
  return kind ? say(`actions.kind-${kind}`) : type
}
