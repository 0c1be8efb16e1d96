import type { DetectedChannel, ErrorKind } from '@contract/index'
import type { Formats } from '../../format/formats'
import type { Catalogue } from '../../text/en'

/** What was found, in one or two sentences. */
export function foundWords({ kind, facts, preview }: DetectedChannel, text: Catalogue, { span }: Formats): string {
  const { seen, seenMessages, seenNothing, polledNote, offersPush } = text.add
  if (kind === 'feed') {
    const push = facts.offersPush.length === 0 ? polledNote : offersPush(facts.offersPush.join(', '))
    return `${text.add.found.feed(facts.format)} ${push}`
  }
  const { found } = text.techniques[kind]
  if (facts.sampleMs === null) return found
  const time = span.long(facts.sampleMs)
  if (facts.events.length > 0) return `${found} ${seen(facts.events.length, time)}`
  // A socket's messages have no names.
  return `${found} ${preview.length > 0 ? seenMessages(time) : seenNothing(time)}`
}

/** What to do next about an address that gave nothing. */
export function nextWords(kind: ErrorKind, next: Catalogue['add']['next']): string {
  return Object.hasOwn(next, kind) ? next[kind as keyof typeof next] : next.other
}
