import type { TransportKind } from '@contract/index'
import { TRANSPORT_KINDS } from '@contract/index'
import { channelTitle } from './channel-view'
import type { ChannelRecord } from './ports'

/*
 * The library is loaded when it is needed: it is large, and nobody waits for OPML at the start.
 */

/** A subscription as OPML carries it. */
export interface Outline {
  url: string
  kind: TransportKind
  title: string | null
  folder: string | null
}

/** What an outline may hold, as far as we read it. Everything is optional: OPML in the wild obeys nobody. */
interface RawOutline {
  text?: string
  title?: string
  type?: string
  xmlUrl?: string
  outlines?: RawOutline[]
}

/** Nested folders become one name, since channels have one folder. */
const FOLDER_SEPARATOR = ' / '

function kindOf(outline: RawOutline): TransportKind {
  const named = TRANSPORT_KINDS.find((kind) => kind === outline.type?.toLowerCase())
  return named ?? (/^wss?:/i.test(outline.xmlUrl ?? '') ? 'websocket' : 'feed')
}

function collect(outlines: readonly RawOutline[], folder: string | null, into: Outline[]): void {
  for (const outline of outlines) {
    const name = (outline.title ?? outline.text ?? '').trim()
    if (outline.xmlUrl) into.push({ url: outline.xmlUrl.trim(), kind: kindOf(outline), title: name || null, folder })
    if (outline.outlines) {
      const inner = [folder, name].filter(Boolean).join(FOLDER_SEPARATOR)
      collect(outline.outlines, inner || null, into)
    }
  }
}

/** @throws Error when the text is no OPML. */
export async function readOpml(text: string): Promise<Outline[]> {
  const { parseOpml } = await import('feedsmith')
  const found: Outline[] = []
  collect((parseOpml(text).body?.outlines ?? []) as RawOutline[], null, found)
  return found
}

/** Folders and channels as OPML 2.0. Streams carry their kind as `type`, so that Crier reads its own export back. Secrets stay here. */
export async function writeOpml(channels: readonly ChannelRecord[], now: number): Promise<string> {
  const { generateOpml } = await import('feedsmith')
  const outline = (channel: ChannelRecord) => ({
    text: channelTitle(channel),
    title: channelTitle(channel),
    type: channel.kind === 'feed' ? 'rss' : channel.kind,
    xmlUrl: channel.url,
    ...(channel.publisher.siteUrl !== null && { htmlUrl: channel.publisher.siteUrl }),
  })
  const folders = new Map<string, ChannelRecord[]>()
  for (const channel of channels) {
    if (channel.folder !== null) folders.set(channel.folder, [...(folders.get(channel.folder) ?? []), channel])
  }
  return generateOpml({
    head: { title: 'Crier channels', dateCreated: new Date(now) },
    body: {
      outlines: [
        ...[...folders].map(([name, members]) => ({ text: name, title: name, outlines: members.map(outline) })),
        ...channels.filter((channel) => channel.folder === null).map(outline),
      ],
    },
  })
}
