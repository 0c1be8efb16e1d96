import { bestFirst } from './guesses'
import type { Guess } from './recogniser'
import { RECOGNISERS } from './recognisers'

/** What an address says for certain by itself: a scheme or a path that only one technique uses. */
export function certainGuess(address: string): Guess | null {
  if (!URL.canParse(address)) return null
  const url = new URL(address)
  const guesses = RECOGNISERS.flatMap((recogniser) => recogniser.byAddress?.(url) ?? [])
  return bestFirst(guesses).find(({ sureness }) => sureness === 'certain') ?? null
}
