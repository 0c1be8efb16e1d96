import { randomBytes } from 'node:crypto'
import type { Store } from '../../core/ports'
import { assembleReader, browserShellFacts } from '../assemble-reader'
import type { Command } from '../command'
import { dataFolder } from '../data-folder'
import { createFileLog } from '../file-log'
import { claimFolder } from '../folder-claim'
import { openBrowser } from '../open-browser'
import { startServer, type RunningServer, type ServerOptions } from '../server'
import { noWords, port, readArguments } from '../usage'
import { asCommandFailure } from '../with-reader'
import { cannotListen, untilEnded } from './demo'

/** Where the browser shell likes to be, so that bookmarks and the cookie stay good. */
const PREFERRED_PORT = 7717
const TOKEN_VALUE = 'token'

export const serveCommand: Command = {
  usage: 'serve [--port N] [--data DIR] [--no-open]',
  summary: 'run Crier in the browser; prints its address',
  details: [
    `--port N     listen there; ${String(PREFERRED_PORT)}, or a free port, when not given`,
    '--data DIR   the data folder',
    '--no-open    do not open the default browser',
  ],
  async run(words, { output, say, watched, ended, staticFolder }) {
    const { values, rest } = readArguments(words, {
      port: { type: 'string' },
      data: { type: 'string' },
      'no-open': { type: 'boolean' },
    })
    noWords(rest)
    const chosen = port(values.port)
    const folder = dataFolder(values.data)
    const opens = values['no-open'] !== true
    const claim = await claimFolder(folder).catch(asCommandFailure)
    if (!claim.held) {
      // One reader a folder: a second start shows the first.
      const address = `${claim.running.origin}/?token=${claim.running.token}`
      say('Crier is running already, at this address:')
      await output.write(`${address}\n`)
      if (opens) openBrowser(address)
      return
    }
    try {
      const log = createFileLog(folder)
      const { reader, store, close } = openReader(folder, log)
      try {
        const token = installationToken(store)
        const server = await listen({ reader, staticFolder, token, log }, chosen)
        try {
          claim.announce({ origin: server.origin, token })
          reader.start()
          if (watched) say('Crier is at this address; open it in your browser. Ctrl+C ends it.')
          await output.write(`${server.address}\n`)
          if (opens) openBrowser(server.address)
          await untilEnded(ended)
        } finally {
          await server.stop()
        }
      } finally {
        await close()
      }
    } finally {
      claim.release()
    }
  },
}

function openReader(folder: string, log: ReturnType<typeof createFileLog>): ReturnType<typeof assembleReader> {
  try {
    return assembleReader({ folder, shell: browserShellFacts(folder), log })
  } catch (error) {
    return asCommandFailure(error)
  }
}

async function listen(options: Omit<ServerOptions, 'port'>, chosen: number | undefined): Promise<RunningServer> {
  try {
    return await startServer({ ...options, port: chosen ?? PREFERRED_PORT })
  } catch (error) {
    const taken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE'
    if (taken && chosen === undefined) return startServer({ ...options, port: 0 })
    throw cannotListen(error, chosen)
  }
}

/** Made once per installation and kept with the data, so that the browser's cookie outlives a restart. */
export function installationToken(store: Pick<Store, 'getValue' | 'setValue'>): string {
  const kept = store.getValue(TOKEN_VALUE)
  if (typeof kept === 'string' && kept.length >= 32) return kept
  const token = randomBytes(32).toString('base64url')
  store.setValue(TOKEN_VALUE, token)
  return token
}
