import {
  DEFAULT_SETTINGS,
  SECTION_SEPARATOR,
  type CallAnswer,
  type CallArgument,
  type CallName,
  type ChannelView,
  type Counts,
  type Host,
  type ItemDetail,
  type ItemSummary,
  type ListQuery,
  type Push,
  type PushName,
  type Pushes,
  type Settings,
  type Snapshot,
} from '../../../src-main/contract/index'
import { CallFailed } from '../../../src-renderer/host/call-failed'
import { samplePushSheet } from './sample-push-sheet'

type Handlers = { [Name in CallName]?: (argument: CallArgument<Name>) => CallAnswer<Name> | Promise<CallAnswer<Name>> }

export interface FakeHostOptions {
  channels?: ChannelView[]
  items?: ItemDetail[]
  snapshot?: Partial<Snapshot>
  settings?: Partial<Settings>
  /** Replaces what the fake does by itself; throw a CallFailed to refuse. */
  calls?: Handlers
}

/** A reader in memory behind the Host door: it keeps items and channels, answers calls, and numbers its pushes. */
export interface FakeHost extends Host {
  /** Every call made, in order. */
  made: { name: CallName; argument: unknown }[]
  seq(): number
  /** Sends a push with the next number, or with `seq`. */
  push<Name extends PushName>(name: Name, payload: Pushes[Name], seq?: number): void
  /** New items arrive: they are kept and pushed. */
  arrive(...items: ItemDetail[]): void
  /** The line to the reader breaks or comes back. */
  line(connected: boolean): void
  /** Listeners that are still there. */
  listening(): number
}

export function createFakeHost(options: FakeHostOptions = {}): FakeHost {
  const made: FakeHost['made'] = []
  const channels = new Map((options.channels ?? []).map((channel) => [channel.id, channel]))
  const items = new Map((options.items ?? []).map((item) => [item.id, item]))
  const pushListeners = new Set<(push: Push) => void>()
  const lineListeners = new Set<(connected: boolean) => void>()
  /** How often each channel's push keys were renewed. */
  const renewals = new Map<number, number>()
  const undoable = new Map<number, ItemDetail[]>()
  let settings: Settings = { ...DEFAULT_SETTINGS, ...options.settings }
  let pausedUntil: number | null = options.snapshot?.pausedUntil ?? null
  let seq = options.snapshot?.seq ?? 100

  const inOrder = () => [...items.values()].sort((a, b) => b.sortAt - a.sortAt || b.id - a.id)

  function counts(): Counts {
    const all = [...items.values()]
    return {
      all: all.length,
      unread: all.filter(({ status }) => !status.read).length,
      starred: all.filter(({ status }) => status.starred).length,
      important: all.filter((item) => item.important && !item.status.read).length,
    }
  }

  function channelCounts(ids: Iterable<number>) {
    return [...new Set(ids)].map((id) => {
      const own = [...items.values()].filter((item) => item.channelId === id)
      return {
        id,
        unread: own.filter(({ status }) => !status.read).length,
        total: own.length,
        lastItemAt: own.reduce<number | null>((last, { sortAt }) => Math.max(last ?? 0, sortAt), null),
      }
    })
  }

  function matches(query: ListQuery, item: ItemSummary): boolean {
    // As the reader has it: what is meant for the idle screen is in no other list, unless it is starred.
    if (item.idle && query.list !== 'idle' && query.list !== 'starred') return false
    switch (query.list) {
      case 'all':
        return true
      case 'unread':
        return !item.status.read
      case 'starred':
        return item.status.starred
      case 'important':
        return item.important
      case 'channel':
        return (
          item.channelId === query.channelId &&
          (query.section === undefined ||
            `${item.section}${SECTION_SEPARATOR}`.startsWith(query.section + SECTION_SEPARATOR))
        )
      case 'idle':
        return item.idle
      case 'folder':
        return channels.get(item.channelId)?.folder === query.folder
      case 'search':
        return `${item.title} ${item.snippet}`.toLowerCase().includes(query.text.toLowerCase())
    }
  }

  function push<Name extends PushName>(name: Name, payload: Pushes[Name], number = ++seq) {
    // One object of the union: its name decides its payload, which TypeScript cannot follow through a generic.
    const sent = { name, seq: number, payload } as Push
    for (const listener of pushListeners) listener(sent)
  }

  function itemsChanged(change: Partial<Pushes['items.changed']> & { touched: ItemSummary[] }) {
    const { touched, ...payload } = change
    push('items.changed', {
      added: [],
      updated: [],
      removed: [],
      counts: counts(),
      channelCounts: channelCounts(touched.map((item) => item.channelId)),
      stale: false,
      ...payload,
    })
  }

  function mark(wanted: ItemDetail[], status: Partial<ItemDetail['status']>): ItemDetail[] {
    const marked = wanted.map((item) => ({ ...item, status: { ...item.status, ...status } }))
    for (const item of marked) items.set(item.id, item)
    itemsChanged({ updated: marked, touched: marked })
    return marked
  }

  const found = (ids: number[]) => ids.flatMap((id) => items.get(id) ?? [])

  function changeChannel(id: number, change: Partial<ChannelView>) {
    const channel = channels.get(id)
    if (!channel) throw new CallFailed({ kind: 'notFound', message: 'This channel is no longer there.' })
    const changed = { ...channel, ...change }
    channels.set(id, changed)
    push('channels.changed', { channels: [changed], removed: [] })
    return null
  }

  const handlers: Handlers = {
    'snapshot.get': () => ({
      seq,
      channels: [...channels.values()].map((channel) => ({ ...channel, ...channelCounts([channel.id])[0] })),
      counts: counts(),
      settings,
      notices: [],
      shell: {
        kind: 'browser',
        version: '0.1.0',
        platform: 'linux',
        can: { tickerWindow: true, startAtLogin: true, tray: false },
        dataFolder: '/home/reader/.local/share/crier',
      },
      online: true,
      ...options.snapshot,
      ...(options.snapshot?.seq === undefined ? {} : { seq }),
      pausedUntil,
    }),
    'items.page': ({ query, before, limit }) => {
      const rest = inOrder().filter(
        (item) =>
          matches(query, item) &&
          (!before || item.sortAt < before.sortAt || (item.sortAt === before.sortAt && item.id < before.id)),
      )
      return { seq, items: rest.slice(0, limit), more: rest.length > limit }
    },
    'items.get': ({ id }) => items.get(id) ?? null,
    'items.arrivals': ({ id }) => {
      const item = items.get(id)
      return [...items.values()]
        .filter((other) => other.id === id || other.title === item?.title)
        .sort((a, b) => a.arrival.receivedAt - b.arrival.receivedAt || a.id - b.id)
    },
    'items.act': () => null,
    'pictures.watch': () => null,
    'cdf.export': ({ folder }) => ({ text: `<CHANNEL><TITLE>${folder ?? 'Crier'}</TITLE></CHANNEL>` }),
    'items.opened': () => null,
    'items.ticker': ({ limit }) => ({
      seq,
      items: inOrder()
        .filter((item) => !item.status.read)
        .slice(0, limit),
      more: false,
    }),
    'items.mark': ({ ids, ...status }) => {
      mark(found(ids), status)
      return null
    },
    'items.markListRead': ({ query, upTo }) => {
      const unread = inOrder().filter(
        (item) => !item.status.read && matches(query, item) && (!upTo || item.sortAt <= upTo.sortAt),
      )
      undoable.set(seq, unread)
      const undo = seq
      mark(unread, { read: true })
      return { undo, marked: unread.length }
    },
    'items.delete': ({ ids }) => {
      const gone = found(ids)
      const undo = seq
      undoable.set(undo, gone)
      for (const { id } of gone) items.delete(id)
      itemsChanged({ removed: ids, touched: gone })
      return { undo }
    },
    undo: ({ token }) => {
      const before = undoable.get(token)
      if (!before) return false
      undoable.delete(token)
      const missing = before.filter(({ id }) => !items.has(id))
      const present = before.filter(({ id }) => items.has(id))
      for (const item of before) items.set(item.id, item)
      itemsChanged({ added: missing, updated: present, touched: before })
      return true
    },
    'channels.pause': ({ id, until }) => changeChannel(id, { state: { status: 'paused', since: 0, until } }),
    'channels.resume': ({ id }) => changeChannel(id, { state: { status: 'connecting', since: 0, attempt: 1 } }),
    'channels.refresh': () => null,
    'channels.setNotify': ({ id, level }) => {
      const channel = channels.get(id)
      return channel ? changeChannel(id, { settings: { ...channel.settings, notify: level } }) : null
    },
    'channels.change': ({ id, patch: { settings: changed, ...rest } }) => {
      const channel = channels.get(id)
      if (!channel) return changeChannel(id, {})
      const { headers, ...others } = changed ?? {}
      const headerNames = headers ? Object.keys(headers) : channel.settings.headerNames
      return changeChannel(id, { ...rest, settings: { ...channel.settings, ...others, headerNames } })
    },
    'channels.pushSubscription': ({ id }) =>
      channels.get(id)?.kind === 'webpush' ? samplePushSheet(renewals.get(id) ?? 0) : null,
    'channels.renewPushSubscription': ({ id }) => {
      renewals.set(id, (renewals.get(id) ?? 0) + 1)
      return changeChannel(id, {})
    },
    'channels.switchTechnique': ({ id, to }) => {
      const channel = channels.get(id)
      if (!channel) return changeChannel(id, {})
      const { kind, url, settings: before } = channel
      const others = before.alternatives.filter((one) => one.kind !== to.kind || one.url !== to.url)
      return changeChannel(id, {
        kind: to.kind,
        url: to.url,
        state: { status: 'connecting', since: 0, attempt: 1 },
        settings: {
          ...before,
          options: to.options,
          alternatives: [...others, { kind, url, options: before.options }],
        },
      })
    },
    'channels.remove': ({ id }) => {
      channels.delete(id)
      const gone = [...items.values()].filter((item) => item.channelId === id)
      for (const item of gone) items.delete(item.id)
      push('channels.changed', { channels: [], removed: [id] })
      itemsChanged({ removed: gone.map((item) => item.id), touched: [] })
      return null
    },
    'reader.pauseAll': ({ until }) => {
      pausedUntil = until
      push('reader.changed', { pausedUntil, online: true })
      return null
    },
    'reader.network': () => null,
    'settings.change': ({ patch }) => {
      settings = {
        ...settings,
        ...patch,
        ticker: { ...settings.ticker, ...patch.ticker },
        receiver: { ...settings.receiver, ...patch.receiver },
        notifications: { ...settings.notifications, ...patch.notifications } as Settings['notifications'],
      }
      push('settings.changed', { settings })
      return null
    },
    ...options.calls,
  }

  return {
    made,
    seq: () => seq,
    push,
    arrive(...arrived) {
      for (const item of arrived) items.set(item.id, item)
      itemsChanged({ added: arrived, touched: arrived })
    },
    line(connected) {
      for (const listener of lineListeners) listener(connected)
    },
    listening: () => pushListeners.size + lineListeners.size,
    async call<Name extends CallName>(name: Name, argument: CallArgument<Name>): Promise<CallAnswer<Name>> {
      made.push({ name, argument })
      const handler: Handlers[Name] = handlers[name]
      if (!handler) throw new CallFailed({ kind: 'unavailable', message: `This reader cannot do “${name}”.` })
      return handler(argument)
    },
    on(listener) {
      pushListeners.add(listener)
      return () => pushListeners.delete(listener)
    },
    onLine(listener) {
      lineListeners.add(listener)
      return () => lineListeners.delete(listener)
    },
  }
}
