import type { CallAnswer, CallName, CallResult } from '@contract/index'
import { CallFailed } from './call-failed'

/**
 * Turns what came over the line into an answer.
 * @throws CallFailed when the reader refused, or when what came is no result at all.
 */
export function answerOf<Name extends CallName>(result: unknown): CallAnswer<Name> {
  if (!isResult<Name>(result)) {
    throw new CallFailed({ kind: 'internal', message: 'The reader answered in a way this window does not understand.' })
  }
  if (!result.ok) throw new CallFailed(result.error)
  return result.answer
}

function isResult<Name extends CallName>(value: unknown): value is CallResult<Name> {
  return typeof value === 'object' && value !== null && 'ok' in value && (value.ok === false || 'answer' in value)
}
