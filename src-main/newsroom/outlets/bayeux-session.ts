/** A listener of the Bayeux outlet, with what it has not been given, or has not acknowledged. */
export interface BayeuxListener {
  readonly id: string
  /** Someone heard from it last then. Unix milliseconds. */
  heardAt: number
  /** Answers the connect that is being held; null: none is. */
  release: (() => void) | null
  subscribe(patterns: readonly string[]): void
  wants(channel: string): boolean
  /** One message, as JSON. */
  offer(message: string): void
  readonly hasNews: boolean
  /** The acknowledge extension: everything up to that answer is stored over there. */
  acknowledge(batch: number): void
  /** What goes into the next answer, and the number of it; null: the extension is not spoken. */
  take(): { messages: string[]; batch: number | null }
}

/** A listener that leaves so much unread is let go of what is oldest: the newsroom is not an archive. */
const MAX_WAITING_MESSAGES = 500

export function createListener(id: string, acknowledges: boolean, now: number): BayeuxListener {
  const patterns: string[] = []
  let waiting: { message: string; batch: number | null }[] = []
  let batch = 0
  return {
    id,
    heardAt: now,
    release: null,
    subscribe: (more) => void patterns.push(...more),
    wants: (channel) => patterns.some((pattern) => matches(pattern, channel)),
    offer(message) {
      waiting.push({ message, batch: null })
      if (waiting.length > MAX_WAITING_MESSAGES) waiting.shift()
    },
    get hasNews() {
      return waiting.length > 0
    },
    acknowledge(upTo) {
      if (acknowledges) waiting = waiting.filter((one) => one.batch === null || one.batch > upTo)
    },
    take() {
      const taken = waiting.map(({ message }) => message)
      if (!acknowledges) {
        waiting = []
        return { messages: taken, batch: null }
      }
      batch += 1
      for (const one of waiting) one.batch ??= batch
      return { messages: taken, batch }
    },
  }
}

/** `*` is one part of a channel, `**` all that follow; both only at the end (Bayeux 1.0 section 2.2). */
function matches(pattern: string, channel: string): boolean {
  if (pattern.endsWith('/**')) return channel.startsWith(pattern.slice(0, -2))
  if (!pattern.endsWith('/*')) return pattern === channel
  const begin = pattern.slice(0, -1)
  return channel.startsWith(begin) && !channel.slice(begin.length).includes('/')
}
