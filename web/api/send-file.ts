import { say } from '../words/say.ts'
import { ApiError, request } from './client.ts'

/** The largest file that goes through the API; a larger one goes straight to the bucket, by a URL that the API signs. */
const mostThroughApi = 4_500_000

interface Sending {
  /** Hears the share that has gone, 0 to 1. */
  progress: (share: number) => void
  /** Stops the sending. */
  signal: AbortSignal
}

/**
 * Sends one file to a folder of the account's uploads, whatever its size.
 * @throws ApiError, also where it was stopped (status 0)
 */
export async function sendFile(path: string, file: Blob, { progress, signal }: Sending): Promise<void> {
  const small = file.size <= mostThroughApi
  const url = small ? `/v1/uploads/${path}` : (await request<{ url: string }>('POST', `/uploads/${path}/url`)).url
  await new Promise<void>((resolve, reject) => {
    // fetch does not say how much of a body has gone.
    const sending = new XMLHttpRequest()
    const lost = (message: string) => () => reject(new ApiError(0, message))
    sending.upload.onprogress = ({ loaded, total }) => progress(total ? loaded / total : 0)
    sending.onerror = lost(say('common.no-answer'))
    sending.onabort = lost(say('data.cancelled'))
    sending.onload = () => {
      if (sending.status < 300) return resolve()
      reject(
        new ApiError(
          sending.status,
          noteOf(sending.responseText) ?? say('common.of-status', { status: sending.status }),
        ),
      )
    }
    signal.addEventListener('abort', () => sending.abort())
    sending.open(small ? 'POST' : 'PUT', url)
    if (small) sending.setRequestHeader('content-type', 'application/octet-stream')
    // Without a type of its content: the URL was signed without one.
    sending.send(small ? file : new Blob([file]))
  })
}

/** The sentence of a refusal; S3 answers in XML, which says nothing to people. */
function noteOf(body: string): string | undefined {
  try {
    const { note, validationErrors } = JSON.parse(body) as { note?: string; validationErrors?: { message: string }[] }
    return validationErrors?.[0]?.message ?? note
  } catch {
    return undefined
  }
}
