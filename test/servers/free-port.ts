import { createServer } from 'node:net'

/** Below what systems give to outgoing connections, which would take a port between our look and its use. */
const LOWEST = 21_000
const HIGHEST = 31_999

/**
 * A port of the loopback address that nobody uses at the moment, for programs that cannot choose one themselves. By chance,
 * so that tests that run side by side hardly ever choose the same.
 */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = LOWEST + Math.floor(Math.random() * (HIGHEST - LOWEST + 1))
    if (await isFree(port)) return port
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer()
    probe.once('error', () => resolve(false))
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)))
  })
}
