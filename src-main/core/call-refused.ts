import type { CallError } from '@contract/index'

/** A call that cannot be done, in words for the user. Crosses to the interface as data. */
export class CallRefused extends Error {
  override readonly name = 'CallRefused'
  constructor(
    readonly kind: CallError['kind'],
    message: string,
  ) {
    super(message)
  }
}
