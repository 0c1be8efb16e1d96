interface Message {
  channel: string
  clientId?: string
}

/** The least Bayeux client: handshake, subscribe, and one connect after the other. */
export async function rawBayeux(url: string, subscription: string, got: () => void): Promise<() => void> {
  const abort = new AbortController()
  let cookie = ''
  const ask = async (messages: unknown[]): Promise<Message[]> => {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', ...(cookie !== '' && { Cookie: cookie }) },
      body: JSON.stringify(messages),
      // A signal of its own for each: fetch leaves its listeners on the one it is given.
      signal: AbortSignal.any([abort.signal]),
    })
    cookie = response.headers.getSetCookie()[0]?.split(';', 1)[0] ?? cookie
    return (await response.json()) as Message[]
  }
  const [shaken] = await ask([
    { channel: '/meta/handshake', version: '1.0', supportedConnectionTypes: ['long-polling'] },
  ])
  const clientId = shaken?.clientId
  await ask([{ channel: '/meta/subscribe', clientId, subscription }])
  const loop = async (): Promise<void> => {
    while (!abort.signal.aborted) {
      const messages = await ask([{ channel: '/meta/connect', clientId, connectionType: 'long-polling' }])
      for (const { channel } of messages) if (channel === subscription) got()
    }
  }
  // An aborted connect is how it ends.
  loop().catch(() => undefined)
  return () => abort.abort()
}
