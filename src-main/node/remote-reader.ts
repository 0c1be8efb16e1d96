import type { CallArgument, CallName, CallResult, Push } from '@contract/index'
import { EventSource } from 'eventsource'
import type { Reader } from '../core/reader'
import type { RunningReader } from './folder-claim'

/** A reader in another process, asked over its own door. */
export interface RemoteReader extends Pick<Reader, 'call'> {
  /** Calls for every push once the line stands; resolves then. Returns the stop. */
  listen(listener: (push: Push) => void): Promise<() => void>
}

/** What a command waits for the answer of a call; detecting an address may take most of it. Milliseconds. */
const CALL_TIMEOUT_MS = 60_000

export function createRemoteReader({ origin, token }: RunningReader): RemoteReader {
  const authorization = { Authorization: `Bearer ${token}` }
  return {
    async call<Name extends CallName>(name: Name, argument: CallArgument<Name>): Promise<CallResult<Name>> {
      try {
        const response = await fetch(`${origin}/call/${name}`, {
          method: 'POST',
          headers: { ...authorization, 'Content-Type': 'application/json' },
          body: JSON.stringify({ argument }),
          signal: AbortSignal.timeout(CALL_TIMEOUT_MS),
        })
        // Our own server wrote it, from this type.
        return (await response.json()) as CallResult<Name>
      } catch (error) {
        const message = `The running Crier at ${origin} does not answer (${String(error)}).`
        return { ok: false, error: { kind: 'unavailable', message } }
      }
    },
    listen(listener) {
      return new Promise((resolve, reject) => {
        const source = new EventSource(`${origin}/pushes`, {
          fetch: (input, init) => fetch(input, { ...init, headers: { ...init.headers, ...authorization } }),
        })
        source.addEventListener('message', (event) => {
          // Our own server wrote it, from this type.
          listener(JSON.parse(String(event.data)) as Push)
        })
        source.addEventListener('open', () => {
          resolve(() => {
            source.close()
          })
        })
        source.addEventListener('error', (event) => {
          if (source.readyState !== EventSource.CLOSED) return
          reject(new Error(`The running Crier at ${origin} does not tell what happens (${event.message ?? 'closed'}).`))
        })
      })
    },
  }
}
