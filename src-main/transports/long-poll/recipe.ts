import type { TransportError, Json } from '../../core/ports'
import type { JsonObject } from './json'
import type { Place } from './place'

/** An answer, read to its end. */
export interface Answer {
  status: number
  /** Any case; null when absent. */
  header(name: string): string | null
  text: string
  /** Undefined: no JSON, also out of its wrapping. */
  json: Json | undefined
  /** The address that answered, without secrets. */
  url: string
  askedAt: number
  answeredAt: number
}

/** The nine ways to know where to go on (protocols 3.6, A to I). */
export type CursorRule =
  | { style: 'none' }
  | { style: 'body'; path: string }
  | { style: 'max'; path: string }
  | { style: 'next'; path: string }
  /** `least`: what is smaller stands for this. */
  | { style: 'header'; name: string; least?: string }
  | { style: 'validators' }
  | { style: 'twoStep'; path: string; changedPath: string; morePath: string }
  | { style: 'nextUrl'; path: string }
  | { style: 'time'; overlapMs: number }

/** Where a value goes in a request; a body has `{cursor}` and `{wait}` in it. */
export interface Target {
  in: 'query' | 'header' | 'body'
  name: string
}

/** One request as it stands before cursor and wait are put in. */
export interface Ask {
  method: 'GET' | 'POST'
  url: string
  /** The same without secrets: for frames and as the base of what comes. */
  shown: string
  /** With `{cursor}` and `{wait}`; null: none. */
  body: string | null
  /** Needs no secrets, so gets none, wherever it is. */
  open?: true
}

/** What an answer has to tell. */
export interface Told {
  items: readonly Json[]
  /** What the place is counted from, where that is more than the items. */
  counted?: readonly Json[]
  /** Kept beside the place from now on. */
  kept?: ReadonlyMap<string, string>
  /** Said to be missing by the publisher itself. */
  missing?: TransportError
}

/** What one item of a service says, in the words that any JSON item is understood by. */
export interface News {
  json: JsonObject
  /** Its id on the wire, and what the wire calls it. */
  id: string | null
  topic: string | null
}

/** One service, or the settings of the user's hand. Everything but `begin` is pure. */
export interface Recipe {
  /** What a stored place belongs to: the same key, the same meaning. */
  key: string
  ask: Ask
  /** Two-step only: the request that is held; `ask` then fetches. */
  hold?: Ask & { fetchOn: (url: string, value: string | null) => string }
  headers: Readonly<Record<string, string>>
  /** Go to the typed origin only. */
  secrets: Readonly<Record<string, string>>
  cursor: CursorRule
  cursorAt: Target
  initial: string | null
  /** How the server is told how long to hold; null: it knows best. */
  waitAt: (Target & { unit: 'seconds' | 'milliseconds' | 'duration' }) | null
  waitMs: number
  /** The first request of a run is not held, so that the user soon knows whether it works. */
  firstAtOnce: boolean
  gapMs: number
  /** Every answer is paced, also one with news: its place moves for reasons of its own. */
  paceNews: boolean
  emptyStatuses: ReadonlySet<number>
  /** Answers must be JSON. */
  wantsJson: boolean
  /** The request for a place may look another way than usual. */
  shape?(url: URL, place: Place, first: boolean): void
  told(answer: Answer, before: Place): Told
  /** Where the first answer of all moves the place, when not as usual. Null: as usual. */
  firstPlace?(answer: Answer): string | null
  /** The server does not know our place any more: begin again, or forget it and take everything. */
  expired(answer: Answer, place: Place, next: string | null): 'restart' | 'reload' | null
  /** What an answer that is no success means here; null: what it means everywhere. */
  failure?(answer: Answer, host: string): TransportError | null
  /** The server's wish in a healthy answer or a refusal, milliseconds; 0: none. */
  delayMs(answer: Answer): number
  /** How an item reads; absent: as it is. */
  read?(item: Json): News | null
  /** What must be asked before there is anything to wait for (a queue), and after a restart. */
  begin?(conversation: Conversation): Promise<void>
}

/** What `begin` may do. */
export interface Conversation {
  place(): Place
  /** `form`: goes into the query of a GET, and is the body of a POST. Absent: the request as it is. */
  ask(what: Ask, form?: Readonly<Record<string, string>>): Promise<Answer>
  /** Hands over and moves the place. */
  deliver(items: readonly Json[], next: Place, url: string): Promise<void>
}
