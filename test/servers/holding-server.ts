import type { IncomingHttpHeaders, ServerResponse } from 'node:http'
import { startLocalServer, type LocalServer } from './local-server'

/** One request as a service sees it. */
export interface Asked {
  method: string
  url: URL
  headers: IncomingHttpHeaders
  body: string
}
export interface Reply {
  status?: number
  headers?: Record<string, string>
  /** An object is sent as JSON. */
  body?: unknown
}

/** A server that answers by a function of its state, or holds the question until the state has changed. */
export interface HoldingServer extends LocalServer {
  readonly asked: Asked[]
  held(): number
  /** The state changed: everyone who waits is looked at again. */
  changed(): void
}

/** `reply` answers null to hold. */
export async function startHoldingServer(reply: (asked: Asked) => Reply | null): Promise<HoldingServer> {
  const asked: Asked[] = []
  const waiting = new Map<ServerResponse, Asked>()
  const serve = (response: ServerResponse, one: Asked): void => {
    const answer = reply(one)
    if (answer === null) return void waiting.set(response, one)
    waiting.delete(response)
    const { status = 200, headers = {}, body = '' } = answer
    const isText = typeof body === 'string'
    response.writeHead(status, { ...(isText ? {} : { 'Content-Type': 'application/json' }), ...headers })
    response.end(isText ? body : JSON.stringify(body))
  }
  const local = await startLocalServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const one: Asked = {
        method: request.method ?? '',
        url: new URL(request.url ?? '/', 'http://x'),
        headers: request.headers,
        body: Buffer.concat(chunks).toString('utf8'),
      }
      asked.push(one)
      serve(response, one)
    })
    response.on('close', () => waiting.delete(response))
  })
  return {
    ...local,
    asked,
    held: () => waiting.size,
    changed() {
      for (const [response, one] of [...waiting]) serve(response, one)
    },
  }
}
