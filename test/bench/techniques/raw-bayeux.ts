import { WebSocket } from 'ws'

interface Message {
  channel: string
  clientId?: string
}

const handshake = (type: string) => ({ channel: '/meta/handshake', version: '1.0', supportedConnectionTypes: [type] })
const connect = (clientId: string | undefined, type: string) => ({
  channel: '/meta/connect',
  clientId,
  connectionType: type,
})

/** The least Bayeux client by long polling: handshake, subscribe, and one connect after the other. */
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
  const [shaken] = await ask([handshake('long-polling')])
  const clientId = shaken?.clientId
  await ask([{ channel: '/meta/subscribe', clientId, subscription }])
  const loop = async (): Promise<void> => {
    while (!abort.signal.aborted) {
      const messages = await ask([connect(clientId, 'long-polling')])
      for (const { channel } of messages) if (channel === subscription) got()
    }
  }
  // An aborted connect is how it ends.
  loop().catch(() => undefined)
  return () => abort.abort()
}

/** The same over a socket: each answered connect is followed by the next. Resolves when the first is on its way. */
export function rawBayeuxSocket(url: string, subscription: string, got: () => void): Promise<() => void> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url.replace(/^http/, 'ws'), { perMessageDeflate: false })
    const say = (message: unknown): void => socket.send(JSON.stringify([message]))
    socket.once('error', reject)
    socket.once('open', () => say(handshake('websocket')))
    let clientId: string | undefined
    socket.on('message', (data) => {
      for (const message of JSON.parse(String(data)) as Message[]) {
        if (message.channel === subscription) got()
        else if (message.channel === '/meta/handshake') {
          clientId = message.clientId
          say({ channel: '/meta/subscribe', clientId, subscription })
        } else {
          // Subscribed, or a connect was answered.
          say(connect(clientId, 'websocket'))
          if (message.channel === '/meta/subscribe') resolve(() => socket.terminate())
        }
      }
    })
  })
}
