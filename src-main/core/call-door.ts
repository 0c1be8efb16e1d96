import type { z } from 'zod'
import type { CallError, CallName, CallResult } from '@contract/index'
import { CallRefused } from './call-refused'
import { callSchemas } from './call-schemas'
import type { Handlers } from './handlers'
import { StorageError, TransportError, type Log } from './ports'
import type { Reader } from './reader'

function refusal(kind: CallError['kind'], message: string): { ok: false; error: CallError } {
  return { ok: false, error: { kind, message } }
}

/** One line a person can act on: the first complaint, with the place it is about. */
function complaint(error: z.ZodError): string {
  const issue = error.issues[0]
  if (issue === undefined) return 'The request is not complete.'
  const place = issue.path.length > 0 ? ` (${issue.path.join('.')})` : ''
  return `${issue.message}${place}.`
}

/** What an error means to the one who called. Bugs are logged with their stack and told without it. */
function explain(error: unknown, name: string, log: Log): { ok: false; error: CallError } {
  if (error instanceof CallRefused) return refusal(error.kind, error.message)
  if (error instanceof StorageError || error instanceof TransportError) return refusal('unavailable', error.message)
  log.error('A call failed', {
    call: name,
    error: error instanceof Error ? (error.stack ?? error.message) : String(error),
  })
  return refusal('internal', 'Something went wrong inside Crier; the log has the details.')
}

/** The one place where calls come in: checks the name and the argument, answers with data, never throws. */
export function createCallDoor(handlers: Handlers, log: Log): Reader['call'] {
  return async <Name extends CallName>(name: Name, argument: unknown): Promise<CallResult<Name>> => {
    if (!Object.hasOwn(handlers, name)) return refusal('notFound', `There is no call “${String(name).slice(0, 60)}”.`)
    const checked = callSchemas[name].safeParse(argument)
    if (!checked.success) return refusal('badArgument', complaint(checked.error))
    try {
      // The schema of a name yields the argument of that name; TypeScript cannot follow that through the table.
      const handler = handlers[name] as (value: unknown) => Promise<unknown>
      return { ok: true, answer: await handler(checked.data) } as CallResult<Name>
    } catch (error) {
      return explain(error, name, log)
    }
  }
}
