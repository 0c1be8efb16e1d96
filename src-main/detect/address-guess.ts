import { bestFirst } from './guesses'
import type { Guess } from './recogniser'
import { RECOGNISERS } from './recognisers'

/** What an address alone says: by its scheme, a path or a host that one technique uses. Null: it may be anything. */
export function addressGuess(address: string): Guess | null {
  if (!URL.canParse(address)) return null
  const url = new URL(address)
  return bestFirst(RECOGNISERS.flatMap((recogniser) => recogniser.byAddress?.(url) ?? []))[0] ?? null
}
