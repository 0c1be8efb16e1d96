import type { IncomingMessage } from 'node:http'
import { MAX_CALL_BYTES, type CallError, type CallName, type CallResult } from '@contract/index'
import type { Reader } from '../../core/reader'

export interface CallAnswer {
  status: number
  result: CallResult<CallName>
}

/** Answers `POST /call/<name>` with `{"argument": …}` in its body. The reader checks name and argument itself. */
export async function answerCall(
  reader: Pick<Reader, 'call'>,
  name: string,
  request: IncomingMessage,
): Promise<CallAnswer> {
  if (request.method !== 'POST') return refused(405, 'badArgument', 'A call is a POST request.')
  // A page of another origin can send text/plain without asking first, but not JSON.
  if (!/^application\/json\b/i.test(request.headers['content-type'] ?? '')) {
    return refused(415, 'badArgument', 'A call carries application/json.')
  }
  const body = await readBody(request)
  if (body === null) {
    return refused(413, 'badArgument', `This is more than one call may carry (${String(MAX_CALL_BYTES)} bytes).`)
  }
  let argument: unknown
  try {
    argument = argumentOf(JSON.parse(body))
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    return refused(400, 'badArgument', 'The body is not the JSON of a call.')
  }
  // The one place where a name from outside meets the typed door: `call` checks both and never throws.
  return { status: 200, result: await reader.call(name as CallName, argument as never) }
}

function argumentOf(body: unknown): unknown {
  if (typeof body !== 'object' || body === null) throw new SyntaxError('a call is an object')
  return 'argument' in body ? body.argument : null
}

async function readBody(request: IncomingMessage): Promise<string | null> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > MAX_CALL_BYTES) return null
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

export function refused(status: number, kind: CallError['kind'], message: string): CallAnswer {
  return { status, result: { ok: false, error: { kind, message } } }
}
