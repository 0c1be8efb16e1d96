import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'

/** Who answers what comes in. */
export interface Answering {
  request(request: IncomingMessage, response: ServerResponse): void
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void
}

/** The newsroom's server: plain HTTP on the loopback address. `ports` are tried in order; 0 is any free one. */
export async function openPublisher(
  ports: readonly number[],
): Promise<{ origin: string; serve(by: Answering): void; close(): Promise<void> }> {
  const server = createServer()
  const port = await listenOnFirst(server, ports)
  return {
    origin: `http://127.0.0.1:${String(port)}`,
    serve(by) {
      server.on('request', (request, response) => {
        by.request(request, response)
      })
      server.on('upgrade', (request, socket, head) => {
        by.upgrade(request, socket, head)
      })
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve()
        })
        server.closeAllConnections()
      }),
  }
}

async function listenOnFirst(server: Server, ports: readonly number[]): Promise<number> {
  for (const [index, port] of ports.entries()) {
    try {
      return await listen(server, port)
    } catch (error) {
      const inUse = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE'
      if (!inUse || index === ports.length - 1) throw error
    }
  }
  throw new RangeError('no port to listen on was named')
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject)
      // A listening TCP server has an AddressInfo; the string form is for pipes.
      resolve((server.address() as AddressInfo).port)
    })
  })
}
