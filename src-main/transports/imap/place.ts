import type { Json } from '../../core/ports'

/** How far a mailbox has been read. */
export interface MailboxPlace {
  /** The numbers of a mailbox mean something only together with it (RFC 9051 section 2.3.1.1). */
  validity: string
  uid: number
}

/** Where reading goes on, and what sections there were, since a publisher is told of as a whole. */
export interface Kept {
  places: Map<string, MailboxPlace>
  sections: Set<string>
}

export function readKept(cursor: Json | null): Kept {
  const kept: Kept = { places: new Map(), sections: new Set() }
  if (typeof cursor !== 'object' || cursor === null || Array.isArray(cursor)) return kept
  for (const entry of Array.isArray(cursor.mailboxes) ? cursor.mailboxes : []) {
    const [name, validity, uid] = Array.isArray(entry) ? entry : []
    if (typeof name === 'string' && typeof validity === 'string' && typeof uid === 'number')
      kept.places.set(name, { validity, uid })
  }
  for (const section of Array.isArray(cursor.sections) ? cursor.sections : [])
    if (typeof section === 'string') kept.sections.add(section)
  return kept
}

export function writeKept({ places, sections }: Kept): Json {
  return {
    mailboxes: [...places].map(([name, { validity, uid }]) => [name, validity, uid]),
    sections: [...sections],
  }
}
