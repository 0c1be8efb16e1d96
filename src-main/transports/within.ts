/** Gives a signal that also ends with the work, so that nothing it started outlives it. */
export async function within<T>(signal: AbortSignal, work: (own: AbortSignal) => Promise<T>): Promise<T> {
  const stop = new AbortController()
  const onAbort = () => stop.abort(signal.reason)
  signal.throwIfAborted()
  signal.addEventListener('abort', onAbort, { once: true })
  try {
    return await work(stop.signal)
  } finally {
    signal.removeEventListener('abort', onAbort)
    stop.abort()
  }
}
