import type { Host, Push } from '@contract/index'
import { answerOf } from './call-answer'
import { CallFailed } from './call-failed'

/** Waits between attempts to reach the reader again, in milliseconds; the last one repeats. */
const RETRY_DELAYS_MS = [250, 500, 1_000, 2_000, 5_000]

export interface WebHostOptions {
  /** Where the reader's server lives; its own origin in the product. */
  base: string
  fetch: typeof fetch
  EventSource: typeof EventSource
}

/**
 * The reader over HTTP: calls are POSTs, pushes are one event stream. The token travels in a cookie.
 * One stream serves all listeners; it opens with the first and closes with the last.
 */
export function webHost({ base, fetch, EventSource }: WebHostOptions): Host {
  const pushListeners = new Set<(push: Push) => void>()
  const lineListeners = new Set<(connected: boolean) => void>()
  let stream: EventSource | null = null
  let retry: ReturnType<typeof setTimeout> | null = null
  let attempt = 0
  let connected: boolean | null = null

  function tellLine(now: boolean) {
    if (connected === now) return
    connected = now
    // The first success is told as well: what was pushed before the stream stood is only in a snapshot.
    for (const listener of lineListeners) listener(now)
  }

  function open() {
    const opened = new EventSource(`${base}/pushes`, { withCredentials: true })
    stream = opened
    opened.onopen = () => {
      attempt = 0
      tellLine(true)
    }
    opened.onmessage = (event: MessageEvent<string>) => {
      // Written by our own server from the Push type; a page of another origin cannot write here.
      const push = JSON.parse(event.data) as Push
      for (const listener of pushListeners) listener(push)
    }
    opened.onerror = () => {
      // The browser's own retry waits seconds and gives up on a refusal, so we do it ourselves.
      opened.close()
      tellLine(false)
      const delay = RETRY_DELAYS_MS[Math.min(attempt, RETRY_DELAYS_MS.length - 1)]
      attempt += 1
      retry = setTimeout(open, delay)
    }
  }

  function close() {
    stream?.close()
    stream = null
    if (retry !== null) clearTimeout(retry)
    retry = null
    connected = null
    attempt = 0
  }

  function listen<T>(listeners: Set<T>, listener: T): () => void {
    if (pushListeners.size + lineListeners.size === 0) open()
    listeners.add(listener)
    return () => {
      listeners.delete(listener)
      if (pushListeners.size + lineListeners.size === 0) close()
    }
  }

  return {
    async call(name, argument) {
      let response: Response
      try {
        response = await fetch(`${base}/call/${name}`, {
          method: 'POST',
          credentials: 'include',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ argument }),
        })
      } catch (cause) {
        throw unavailable('Crier does not answer. Is it still running?', cause)
      }
      if (response.status === 401 || response.status === 403) {
        throw unavailable(
          'This page is no longer signed in to Crier. Open the address that Crier printed at its start.',
        )
      }
      let result: unknown
      try {
        result = await response.json()
      } catch (cause) {
        throw unavailable(`Crier answered with status ${response.status} and nothing readable.`, cause)
      }
      return answerOf<typeof name>(result)
    },
    on: (listener) => listen(pushListeners, listener),
    onLine: (listener) => listen(lineListeners, listener),
  }
}

function unavailable(message: string, cause?: unknown): CallFailed {
  const failed = new CallFailed({ kind: 'unavailable', message })
  failed.cause = cause
  return failed
}
