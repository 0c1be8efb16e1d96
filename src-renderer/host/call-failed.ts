import type { CallError } from '@contract/index'

/** The reader refused a call, or could not be reached (`kind: 'unavailable'`). `message` is in the user's words. */
export class CallFailed extends Error {
  readonly kind: CallError['kind']

  constructor(error: CallError) {
    super(error.message)
    this.name = 'CallFailed'
    this.kind = error.kind
  }
}
