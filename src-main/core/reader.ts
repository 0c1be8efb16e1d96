import type {
  Alert,
  CallArgument,
  CallName,
  CallResult,
  ChannelView,
  Counts,
  Push,
  Settings,
  ShellFacts,
} from '@contract/index'
import type { Clock, Detect, Log, Newsroom, Random, Store, Transports } from './ports'

export interface ReaderPorts {
  store: Store
  transports: Transports
  detect: Detect
  newsroom: Newsroom
  clock: Clock
  random: Random
  log: Log
  shell: ShellFacts
}

/** What merely watches (tray, badge, notifier, ticker window) listens to these; events never steer. */
export interface Facts {
  itemsChanged: { counts: Counts }
  channelsChanged: { channels: ChannelView[] }
  settingsChanged: { settings: Settings }
  readerChanged: { pausedUntil: number | null; online: boolean }
  alertRaised: { alert: Alert }
}

/** The reader, assembled. Shells drive it by these and nothing else. */
export interface Reader {
  /** Checks the name and the argument (zod) and answers; never throws. Both shells pass what they got straight in. */
  call<Name extends CallName>(name: Name, argument: CallArgument<Name>): Promise<CallResult<Name>>
  /** Every push, in order. Returns its stop. */
  onPush(listener: (push: Push) => void): () => void
  /** Facts for what watches inside the main process. Returns its stop. */
  onFact<Name extends keyof Facts>(name: Name, listener: (fact: Facts[Name]) => void): () => void
  /** Asks every interface to show something: notification click, tray, `crier:` link. */
  show(
    push: Extract<Push, { name: `show.${string}` }> extends infer P ? (P extends Push ? Omit<P, 'seq'> : never) : never,
  ): void
  /** Connects what should be connected. */
  start(): void
  /** The machine goes to sleep: everything is closed, cursors are kept. */
  pause(): void
  /** The machine woke or the network came: reconnects at once. */
  resume(): void
  /** The network went or came. */
  network(online: boolean): void
  /** Closes every connection and the timers; resolves when nothing is left running. Does not close the store. */
  stop(): Promise<void>
}
