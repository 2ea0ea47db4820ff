import { useState } from 'preact/hooks'
import { ApiError } from '../api/client.ts'

interface Action {
  busy: boolean
  /** Why the last try was refused. */
  error: ApiError | undefined
  /** Does the work, unless some is under way; answers whether it was done. A refusal of the API is shown, all else is thrown. */
  run: (work: () => Promise<unknown>) => Promise<boolean>
}

/** Something that a button does. */
export function useAction(): Action {
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<ApiError>()
  const run = async (work: () => Promise<unknown>) => {
    setBusy(true)
    setError(undefined)
    try {
      await work()
      return true
    } catch (refused) {
      if (!(refused instanceof ApiError)) throw refused
      setError(refused)
      return false
    } finally {
      setBusy(false)
    }
  }
  return { busy, error, run }
}
