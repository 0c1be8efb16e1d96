import type { CallName, CallResult, Push } from '@contract/index'
import type { Reader } from '../../src-main/core/reader'

/** Only the doors a shell uses: it answers what it was asked, and pushes what it is told to. */
export function createFakeReader(): Pick<Reader, 'call' | 'onPush' | 'network'> & {
  /** What it was told of the network. */
  network: Reader['network'] & { told: boolean[] }
  calls: { name: string; argument: unknown }[]
  push(push: Push): void
  listeners(): number
} {
  const listeners = new Set<(push: Push) => void>()
  const calls: { name: string; argument: unknown }[] = []
  const told: boolean[] = []
  return {
    network: Object.assign((online: boolean) => void told.push(online), { told }),
    calls,
    call: (name, argument) => {
      calls.push({ name, argument })
      const known = name === 'undo'
      const result = known
        ? { ok: true, answer: true }
        : { ok: false, error: { kind: 'badArgument', message: `no call ${name}` } }
      return Promise.resolve(result as CallResult<CallName> as CallResult<typeof name>)
    },
    onPush(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    push(push) {
      for (const listener of listeners) listener(push)
    },
    listeners: () => listeners.size,
  }
}
