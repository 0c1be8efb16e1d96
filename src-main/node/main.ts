import { join } from 'node:path'
import { dispatch } from './dispatch'
import { createOutput } from './output'

/** The entry of the command line and of the browser shell: everything that touches `process` is here. */
const ended = new AbortController()
const endings = ['SIGINT', 'SIGTERM', ...(process.platform === 'win32' ? [] : ['SIGHUP'])]
for (const signal of endings) {
  process.on(signal, () => {
    // The second time the user means it.
    if (ended.signal.aborted) process.exit(130)
    ended.abort()
  })
}
const output = createOutput(process.stdout)
// Whoever reads standard error may leave as well; what we say there is not worth dying for.
process.stderr.on('error', () => undefined)

const code = await dispatch(process.argv.slice(2), {
  output,
  say: (line) => {
    process.stderr.write(`${line}\n`)
  },
  terminal: process.stdout.isTTY === true && process.env['NO_COLOR'] === undefined,
  watched: process.stderr.isTTY === true,
  ended: ended.signal,
  staticFolder: join(import.meta.dirname, '..', 'renderer'),
})
await output.flush()
if (output.failure !== null)
  process.stderr.write(`crier: the output could not be written (${output.failure.message}).\n`)
process.exit(output.failure !== null && code === 0 ? 3 : code)
