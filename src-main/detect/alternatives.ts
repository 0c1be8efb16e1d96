import type { Alternative, DetectedChannel } from '../contract/index'

/** The other candidates that carry the same publisher's news by another technique. */
export function kinWith(candidate: DetectedChannel, candidates: readonly DetectedChannel[]): Alternative[] {
  return candidates
    .filter((other) => other.kind !== candidate.kind)
    .map(({ kind, url, options }) => ({ kind, url, options }))
}

/** Two lists as one, the first first, none twice. */
export function linkedAlternatives(known: readonly Alternative[], more: readonly Alternative[]): Alternative[] {
  const all = [...known, ...more]
  return all.filter((one, at) => all.findIndex((other) => other.kind === one.kind && other.url === one.url) === at)
}
