import type { Failure } from '@contract/index'

/** What the supervisor itself has to tell the user: what, why, what next. Transports word their own failures. */

export function closedByPublisher(): Failure {
  return { kind: 'closed', message: 'The publisher closed the connection; Crier opens it again by itself.' }
}

export function storageFailed(cause: Error): Failure {
  return {
    kind: 'storage',
    message: 'The items could not be stored on this computer. Crier tries again and nothing is skipped.',
    detail: cause.message,
  }
}

export function brokenInside(cause: unknown): Failure {
  return {
    kind: 'protocol',
    message: 'Crier stumbled over what this publisher sent. It tries again later; other channels go on.',
    detail: cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause),
  }
}

export function stillNotFound(error: Failure): Failure {
  return {
    ...error,
    message: 'Nothing was found at this address for 14 days. Check the address, or ask again to go on looking.',
  }
}

/** @param stopAt when the publisher's schedule ended, Unix milliseconds: the end of its last day */
export function scheduleIsOver(stopAt: number): Failure {
  return {
    kind: 'endedByServer',
    message:
      'The publisher’s schedule for this channel has ended, and you follow it: Crier does not ask any more. Ask by hand, or stop following its times.',
    detail: `It ended on ${new Date(stopAt - 1).toISOString().slice(0, 10)}.`,
  }
}

export function hostAsksForQuiet(error: Failure): Failure {
  return { ...error, message: `Another channel of the same server was told to wait: ${error.message}` }
}

/** Nothing is cut silently: a wait we refuse to make in full is said. */
export function withShortenedWait(
  failure: Failure,
  wishMs: number | null,
  { waitMs, shortened }: { waitMs: number; shortened: boolean },
): Failure {
  if (!shortened || wishMs === null) return failure
  const said = `The server asked for a wait of ${lasting(wishMs)}; Crier asks again after ${lasting(waitMs)}.`
  return { ...failure, detail: failure.detail === undefined ? said : `${failure.detail} ${said}` }
}

function lasting(milliseconds: number): string {
  const hours = Math.round(milliseconds / 3_600_000)
  return hours <= 100_000 ? `${hours} h` : 'more than ten years'
}
