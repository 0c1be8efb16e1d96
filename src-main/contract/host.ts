import type { CallAnswer, CallArgument, CallName } from './calls'
import type { Push } from './pushes'

/** The one door between an interface and the reader. */
export interface Host {
  /** Rejects with a CallFailed when the reader refuses. */
  call<Name extends CallName>(name: Name, argument: CallArgument<Name>): Promise<CallAnswer<Name>>
  /** Every push in order. Returns its stop. */
  on(listener: (push: Push) => void): () => void
  /** Told when the line to the reader breaks and when it is back; after `true` take a new snapshot. Returns its stop. */
  onLine(listener: (connected: boolean) => void): () => void
}

/** What the preload script puts on `window.crier`: Host with untyped names, nothing else. */
export interface Bridge {
  call(name: string, argument: unknown): Promise<unknown>
  on(listener: (push: unknown) => void): () => void
}
