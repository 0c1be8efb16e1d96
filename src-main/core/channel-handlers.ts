import {
  DEFAULT_CHANNEL_SETTINGS,
  type Alternative,
  type ChannelId,
  type ChannelPatch,
  type ChannelSettings,
  type NewChannel,
  type TransportKind,
} from '@contract/index'
import { CallRefused } from './call-refused'
import { channelAddress, headersFor, optionsWithLogin, withoutCredentials } from './channel-address'
import { channelOptions } from './channel-options'
import { channelTitle } from './channel-view'
import { existing } from './existing-channel'
import type { HandlerPorts, Handlers } from './handlers'
import { pushSubscriptionHandlers } from './push-subscription'
import { readOpml, writeOpml } from './opml'
import type { ChannelRecord, Transports } from './ports'

/** Longer than six requests may take together. */
const DETECT_TIMEOUT_MS = 45_000

/** @throws CallRefused when another channel than `self` follows this address already. */
function refuseSecond(
  followed: readonly ChannelRecord[],
  url: string,
  kind: TransportKind,
  self: ChannelId | null,
): void {
  const same = followed.find((other) => other.url === url && other.kind === kind && other.id !== self)
  if (same !== undefined) throw new CallRefused('conflict', `You follow this already, as “${channelTitle(same)}”.`)
}

/**
 * Stores a channel and starts it.
 * @param followed every channel there is: passed on by whoever adds many, since reading them all takes its time
 * @throws CallRefused for a bad address or one that is subscribed already.
 */
export async function addChannel(
  ports: HandlerPorts,
  channel: NewChannel,
  demo: boolean,
  followed: readonly ChannelRecord[] = ports.store.channels(),
): Promise<ChannelRecord> {
  const { store, bus, clock, supervisor, transports } = ports
  const url = newAddress(transports, channel.url, channel.kind)
  refuseSecond(followed, url, channel.kind, null)
  const settings = {
    ...DEFAULT_CHANNEL_SETTINGS,
    ...channel.settings,
    options: channelOptions(
      channel.kind,
      optionsWithLogin(channel.url, channel.kind, channel.settings?.options) ?? {},
      {},
    ),
    headers: headersFor(channel.url, channel.kind, channel.settings?.headers, {}),
  }
  const made = await transports[channel.kind].prepare?.({ url, settings })
  const record = store.addChannel({
    url,
    kind: channel.kind,
    userTitle: channel.title?.trim() || null,
    folder: channel.folder?.trim() || null,
    settings: { ...settings, options: { ...settings.options, ...made } },
    demo,
    createdAt: clock.now(),
  })
  bus.announce('channelsChanged', { ids: [record.id] })
  supervisor.watch(record)
  return record
}

/** The address a channel gets for the one that was given. @throws CallRefused as channelAddress does */
function newAddress(transports: Transports, address: string, kind: TransportKind): string {
  const given = channelAddress(address, kind)
  return transports[kind].handsOut?.newAddress(given) ?? given
}

/** Removes a channel with its items. */
export function removeChannel({ store, bus, supervisor }: HandlerPorts, id: ChannelId): void {
  supervisor.forget(id)
  const change = store.removeChannel(id)
  bus.announce('channelsRemoved', { ids: [id] })
  bus.announce('itemsChanged', { change })
}

export function channelHandlers(
  ports: HandlerPorts,
): Pick<Handlers, Extract<keyof Handlers, `channels.${string}` | `opml.${string}`>> {
  const { store, bus, clock, supervisor, detect, notices, transports } = ports

  function changed(id: ChannelId): void {
    bus.announce('channelsChanged', { ids: [id] })
    supervisor.watch(existing(store, id))
  }

  /** Another publisher, or another wire: what the old one told us about resuming means nothing there. */
  function startAfresh(id: ChannelId): void {
    store.remember(id, { cursor: null, dueAt: null, failures: 0, final: null, lastChangeAt: null, trouble: null })
  }

  function change(id: ChannelId, patch: ChannelPatch): void {
    const record = existing(store, id)
    const { kind } = record
    const kept = record.settings
    const url = patch.url === undefined ? record.url : newAddress(transports, patch.url, kind)
    if (url !== record.url) refuseSecond(store.channels(), url, kind, id)
    const options =
      patch.url === undefined ? patch.settings?.options : optionsWithLogin(patch.url, kind, patch.settings?.options)
    const settings: ChannelSettings = {
      ...kept,
      ...patch.settings,
      // An address with a login in it changes that and leaves the other options as they were.
      options: channelOptions(
        kind,
        options && patch.settings?.options === undefined ? { ...kept.options, ...options } : options,
        kept.options,
      ),
      ...(patch.url !== undefined && { headers: headersFor(patch.url, kind, patch.settings?.headers, kept.headers) }),
    }
    store.changeChannel(id, {
      settings,
      url,
      ...(patch.title !== undefined && { userTitle: patch.title.trim() || null }),
      ...(patch.folder !== undefined && { folder: patch.folder?.trim() || null }),
    })
    if (url !== record.url) startAfresh(id)
    changed(id)
  }

  return {
    async 'channels.detect'({ address, onlyKind, settings }) {
      const detection = await detect(address, { onlyKind, settings, signal: AbortSignal.timeout(DETECT_TIMEOUT_MS) })
      const subscribed = new Map(store.channels().map((channel) => [`${channel.kind} ${channel.url}`, channel.id]))
      return {
        ...detection,
        candidates: detection.candidates.map((candidate) => ({
          ...candidate,
          subscribedAs: subscribed.get(`${candidate.kind} ${withoutCredentials(candidate.url)}`) ?? null,
        })),
      }
    },
    'channels.add': async (channel) => ({ id: (await addChannel(ports, channel, false)).id }),
    'channels.change'({ id, patch }) {
      change(id, patch)
      return null
    },
    'channels.remove'({ id }) {
      existing(store, id)
      removeChannel(ports, id)
      return null
    },
    'channels.pause'({ id, until }) {
      existing(store, id)
      supervisor.pause(id, until ?? 0)
      return null
    },
    'channels.resume'({ id }) {
      existing(store, id)
      supervisor.resume(id)
      return null
    },
    'channels.refresh'({ id }) {
      if (id !== null) existing(store, id)
      supervisor.refresh(id)
      return null
    },
    'channels.switchTechnique'({ id, to }) {
      const record = existing(store, id)
      const url = channelAddress(to.url, to.kind)
      refuseSecond(store.channels(), url, to.kind, id)
      const { kind, settings } = record
      const before: Alternative = { kind, url: record.url, options: settings.options }
      const others = settings.alternatives.filter((one) => one.kind !== to.kind || one.url !== to.url)
      store.changeChannel(id, {
        url,
        kind: to.kind,
        settings: { ...settings, options: channelOptions(to.kind, to.options, {}), alternatives: [...others, before] },
      })
      startAfresh(id)
      changed(id)
      return null
    },
    ...pushSubscriptionHandlers(ports),
    'channels.setNotify'({ id, level }) {
      change(id, { settings: { notify: level } })
      return null
    },
    'opml.export': async () => ({
      text: await writeOpml(
        // The demo lives on this machine alone.
        store.channels().filter((channel) => !channel.demo),
        clock.now(),
      ),
    }),
    async 'opml.import'({ text }) {
      const result = { added: 0, skipped: 0, failed: 0 }
      const followed = store.channels()
      for (const outline of await outlines(text)) {
        try {
          followed.push(await addChannel(ports, { ...outline, title: outline.title ?? undefined }, false, followed))
          result.added += 1
        } catch (error) {
          if (!(error instanceof CallRefused)) throw error
          result[error.kind === 'conflict' ? 'skipped' : 'failed'] += 1
        }
      }
      notices.add('info', { kind: 'imported', ...result })
      return result
    },
  }
}

async function outlines(text: string): ReturnType<typeof readOpml> {
  try {
    return await readOpml(text)
  } catch (error) {
    throw new CallRefused(
      'badArgument',
      `This is not an OPML file: ${error instanceof Error ? error.message : 'unreadable'}.`,
    )
  }
}
