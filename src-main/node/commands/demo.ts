import type { Command } from '../command'
import { createNewsroom, PREFERRED_NEWSROOM_PORT } from '../../newsroom'
import { createSystemClock } from '../system-clock'
import { CommandFailed, noWords, port, readArguments } from '../usage'

export const demoCommand: Command = {
  usage: 'demo [--port N] [--data DIR]',
  summary: 'run the demo newsroom alone and print its addresses',
  details: [
    `--port N     listen there; ${String(PREFERRED_NEWSROOM_PORT)}, or a free port, when not given`,
    '--data DIR   taken as by every command; the newsroom itself keeps nothing',
  ],
  async run(words, { output, ended }) {
    const { values, rest } = readArguments(words, { port: { type: 'string' }, data: { type: 'string' } })
    noWords(rest)
    const chosen = port(values.port)
    const newsroom = createNewsroom({
      clock: createSystemClock(),
      random: Math.random,
      ...(chosen !== undefined && { port: chosen }),
    })
    const channels = await newsroom.start().catch((error: unknown) => {
      throw cannotListen(error, chosen)
    })
    await output.write(`The Lumen Wire\t${String(newsroom.origin)}/\n`)
    for (const { title, url } of channels) await output.write(`${title ?? url}\t${url}\n`)
    await untilEnded(ended)
    await newsroom.stop()
  },
}

/** What to say when a port cannot be had. */
export function cannotListen(error: unknown, chosen: number | undefined): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : null
  const where = chosen === undefined ? 'any port' : `port ${String(chosen)}`
  if (code === 'EADDRINUSE') return new CommandFailed(`Another program listens on ${where}. Choose another --port.`)
  if (code === 'EACCES')
    return new CommandFailed(`The system does not allow listening on ${where}. Choose one above 1023.`)
  return error
}

/** Resolves when the user ends the command. A reader of our output that leaves does not end a server. */
export function untilEnded(ended: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (ended.aborted) resolve()
    else
      ended.addEventListener('abort', () => {
        resolve()
      })
  })
}
