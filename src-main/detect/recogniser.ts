import type { Alternative, Options, TransportKind } from '../contract/index'

/** What the first answer of an address showed. */
export interface Evidence {
  /** As typed, completed; without name and password. */
  url: URL
  status: number
  /** The address that finally answered. */
  finalUrl: string
  /** Any case; null when absent. */
  header(name: string): string | null
  /** The beginning of the body, at most EVIDENCE_BYTES or what came within EVIDENCE_MS; decoded. */
  start: Uint8Array
  text: string
  /** The body ended within that. */
  complete: boolean
}

/** What an address may be. */
export interface Guess {
  kind: TransportKind
  url: string
  options: Options
  /** `certain`: nothing else says this · `likely`: to be preferred over a plain document · `possible`: to be offered. */
  sureness: 'certain' | 'likely' | 'possible'
  /** For people: "JSON lines", "CouchDB changes". */
  format: string
  title?: string
  alternatives?: readonly Alternative[]
  /** One more request that settles it; counted among the six. Absent: the guess is offered as it is. */
  confirm?: Confirmation
}

export interface Confirmation {
  method: 'GET' | 'POST'
  url: string
  headers?: Readonly<Record<string, string>>
  body?: string
  /** Says `TE: chunked`, without which nchan refuses to stream in pieces. */
  wantsPieces?: true
  /** The answer may be endless: status and headers settle it, and no text is waited for. */
  headOnly?: true
  /** Whether the answer is that of the technique; what it tells goes into the guess. Null: it is something else. */
  read(answer: { status: number; header(name: string): string | null; text: string }): Partial<Guess> | null
}

/** Knows one technique by its looks. Pure. */
export interface Recogniser {
  readonly kind: TransportKind
  /** By the address alone: a scheme, a usual path (`/pushlet.srv`, `/cometd`), a known host. */
  byAddress?(url: URL): Guess | null
  /** By the first answer: content type, magic bytes, headers, shape. */
  byAnswer?(evidence: Evidence): Guess | null
  /** By a page of HTML: links and scripts that name it. */
  byPage?(evidence: Evidence): readonly Guess[]
}

export const EVIDENCE_BYTES = 64 * 1024
export const EVIDENCE_MS = 1_500
