import type { ChannelView } from '@contract/index'
import type { Formats } from '../../format/formats'
import type { Catalogue } from '../../text/en'

/** What a channel's state is read against. */
interface Around {
  now: number
  /** Everything is paused until then; 0 for good; null when running. */
  pausedUntil: number | null
}

/** A channel's state for people: a word, and a sentence with what went wrong and what happens next. */
export function stateWords(channel: ChannelView, { now, pausedUntil }: Around, text: Catalogue, formats: Formats) {
  const { state, tally, wishes, settings } = channel
  const trouble = [
    tally.dropped > 0 ? text.channel.tally.dropped(tally.dropped) : null,
    tally.cut > 0 ? text.channel.tally.cut(tally.cut) : null,
  ].filter((words) => words !== null)
  return {
    status: text.channel.status[state.status],
    explanation: explain(state, { now, pausedUntil }, text, formats),
    trouble: trouble.join(', '),
    /** It works, but not as well as it might. */
    advice: channel.advice?.message ?? '',
    /** What the publisher could push by, or pushes by now. */
    push:
      wishes.pushedUntil !== null && wishes.pushedUntil > now
        ? text.wishes.pushedUntil(formats.moment.brief(wishes.pushedUntil, now))
        : wishes.offersPush.length > 0
          ? `${text.wishes.offersPush(wishes.offersPush.join(', '))}.`
          : '',
    /** Other techniques of the same publisher. */
    others:
      settings.alternatives.length > 0
        ? `${text.others.also([...new Set(settings.alternatives.map(({ kind }) => text.techniques[kind].name))].join(', '))}.`
        : '',
    detail: 'error' in state ? (state.error.detail ?? null) : null,
  }
}

function explain(state: ChannelView['state'], { now, pausedUntil }: Around, text: Catalogue, formats: Formats): string {
  const words = text.channel.explain
  const until = (at: number) => formats.span.long(Math.max(1_000, Math.ceil((at - now) / 1_000) * 1_000))
  switch (state.status) {
    case 'connecting':
      return state.attempt > 1 ? words.connectingAgain(state.attempt) : words.connecting
    case 'live':
      return words.live(formats.moment.time(state.since))
    case 'polled':
      return state.nextAt <= now ? words.polledNow : words.polled(until(state.nextAt))
    case 'waiting':
      return `${apart(state.error.message)} ${state.retryAt <= now ? words.waitingNow : words.waiting(until(state.retryAt))}`
    case 'paused':
      if (pausedUntil === 0) return text.app.pausedAll
      if (pausedUntil !== null) return text.app.pausedAllUntil(formats.moment.time(pausedUntil))
      return state.until === null ? words.paused : words.pausedUntil(formats.moment.time(state.until))
    case 'offline':
      return words.offline
    case 'ended':
      return `${apart(state.error.message)} ${words.ended}`
    case 'needsYou':
      return `${apart(state.error.message)} ${words.needsYou}`
  }
}

/** A sentence of the reader's inside one in the user's language, which may run the other way (UAX #9, FSI and PDI). */
function apart(sentence: string): string {
  return `\u2068${sentence}\u2069`
}
