import type { ImapFlow } from 'imapflow'
import { MAX_SECTIONS } from '../../contract/index'
import { SILENT_PUBLISHER, type Clock, type RawEvent, type TransportIo } from '../../core/ports'
import { abortable } from '../abortable'
import { MAIL_QUERY, mailEvent } from './mail'
import { writeKept, type Kept, type MailboxPlace } from './place'

/** Mails fetched and stored together. */
const MAILS_AT_ONCE = 20
/** Where a mailbox was numbered anew: the newest are looked at again, and known by their Message-ID. */
const RESYNC_MAILS = 500

/** What the mailboxes of one channel share. */
export interface Shared {
  readonly clock: Clock
  readonly io: TransportIo
  readonly signal: AbortSignal
  readonly host: string
  readonly kept: Kept
  readonly severalMailboxes: boolean
  /** Mails of a mailbox that is new to us. */
  readonly history: number
  /** One batch is stored at a time, whatever mailbox it is from. */
  storing: Promise<void>
}

/** Stores what is new in a mailbox, and goes on doing so whenever the server says that there is more. Ends by throwing. */
export async function watchMailbox(
  client: ImapFlow,
  mailbox: string,
  shared: Shared,
  opened: () => void,
): Promise<never> {
  const { signal } = shared
  // EXAMINE: nothing can be changed in it.
  const { uidValidity, exists } = await client.mailboxOpen(mailbox, { readOnly: true })
  const validity = String(uidValidity)
  let isNews = false
  let wake = (): void => undefined
  client.on('exists', () => {
    isNews = true
    wake()
  })
  const known = shared.kept.places.get(mailbox)
  if (known?.validity !== validity) await takeNewest(client, mailbox, validity, exists, known === undefined, shared)
  opened()
  for (;;) {
    isNews = false
    await takeAfter(client, mailbox, validity, shared)
    signal.throwIfAborted()
    while (!isNews) await abortable(new Promise<void>((resolve) => (wake = resolve)), signal)
  }
}

/** The newest mails of a mailbox that is new to us, or that was numbered anew. */
async function takeNewest(
  client: ImapFlow,
  mailbox: string,
  validity: string,
  exists: number,
  isNew: boolean,
  shared: Shared,
): Promise<void> {
  const wanted = isNew ? shared.history : RESYNC_MAILS
  const first = Math.max(1, exists - wanted + 1)
  const found = wanted > 0 && exists > 0 ? await client.search({ seq: `${first}:*` }, { uid: true }) : []
  await take(client, mailbox, validity, found || [], shared)
  if (shared.kept.places.get(mailbox)?.validity === validity) return
  // Nothing was taken: what is there now is old.
  const [last] = exists > 0 ? await client.fetchAll('*', { uid: true }) : []
  await store(mailbox, { validity, uid: last?.uid ?? 0 }, [], shared)
}

async function takeAfter(client: ImapFlow, mailbox: string, validity: string, shared: Shared): Promise<void> {
  const after = shared.kept.places.get(mailbox)?.uid ?? 0
  const found = await client.search({ uid: `${after + 1}:*` }, { uid: true })
  // A range that begins after the last mail means the last mail (RFC 9051 section 9).
  await take(
    client,
    mailbox,
    validity,
    (found || []).filter((uid) => uid > after),
    shared,
  )
}

async function take(
  client: ImapFlow,
  mailbox: string,
  validity: string,
  uids: readonly number[],
  shared: Shared,
): Promise<void> {
  const { clock, io, signal, host, severalMailboxes } = shared
  for (let start = 0; start < uids.length; start += MAILS_AT_ONCE) {
    signal.throwIfAborted()
    const some = uids.slice(start, start + MAILS_AT_ONCE)
    const last = some.at(-1) ?? 0
    const of = uids.length > MAILS_AT_ONCE ? `, ${start} of ${uids.length} so far` : ''
    io.frame?.({
      at: clock.now(),
      direction: 'out',
      kind: 'request',
      data: `FETCH ${some[0]}:${last} in ${mailbox}${of}`,
    })
    const mails = await client.fetchAll(some.join(','), MAIL_QUERY, { uid: true })
    const events: RawEvent[] = []
    for (const mail of mails.sort((one, other) => one.uid - other.uid)) {
      const at = { receivedAt: clock.now(), baseUrl: `imap://${host}/`, mailbox, severalMailboxes }
      const event = await mailEvent(client, mail, at).catch((error: unknown) => leftOut(error, shared))
      if (event === null) continue
      io.frame?.({ at: clock.now(), direction: 'in', kind: 'event', type: mailbox, data: mail.envelope?.subject ?? '' })
      events.push(event)
    }
    await store(mailbox, { validity, uid: last }, events, shared)
  }
}

/** A mail that the server will not give out must not stand in the way of all others. */
function leftOut(error: unknown, { io, host }: Shared): null {
  if (!(error instanceof Error && 'responseStatus' in error && error.responseStatus === 'NO')) throw error
  io.dropped(1, { kind: 'malformed', message: `${host} would not give out a mail; it was left out.` })
  return null
}

/** One batch after the other, each with the place of every mailbox. */
async function store(mailbox: string, place: MailboxPlace, events: readonly RawEvent[], shared: Shared): Promise<void> {
  const before = shared.storing
  const stored = before.then(async () => {
    const publisher = publisherOf(events, shared.kept.sections)
    const places = new Map(shared.kept.places).set(mailbox, place)
    const cursor = writeKept({ ...shared.kept, places })
    const nothing = { payload: '', contentType: null, topic: null, id: null, receivedAt: 0, baseUrl: '' }
    const placeOnly: RawEvent = { ...nothing, withdraws: [], cursor }
    const last = events.at(-1)
    const batch: RawEvent[] =
      last === undefined
        ? [placeOnly]
        : [...events.slice(0, -1), { ...last, cursor, ...(publisher !== null && { publisher }) }]
    await abortable(shared.io.received(batch), shared.signal)
    shared.kept.places.set(mailbox, place)
  })
  // Whoever comes next waits for this one, not for what became of it.
  shared.storing = stored.catch(() => undefined)
  await stored
}

function publisherOf(events: readonly RawEvent[], sections: Set<string>): typeof SILENT_PUBLISHER | null {
  const before = sections.size
  for (const section of events.flatMap(({ says }) => says?.section ?? []))
    if (sections.size < MAX_SECTIONS) sections.add(section)
  return sections.size === before ? null : { ...SILENT_PUBLISHER, sections: [...sections] }
}
