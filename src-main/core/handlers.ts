import type {
  ChannelId,
  CallAnswer,
  CallArgument,
  CallName,
  ItemId,
  Patch,
  Settings,
  ShellFacts,
} from '@contract/index'
import type { Bus } from './bus'
import { exportCdf } from './cdf-export'
import { channelHandlers } from './channel-handlers'
import { channelView } from './channel-view'
import type { Supervisor } from './connections/supervisor'
import type { Demo } from './demo'
import type { CoreFacts } from './facts'
import { actOnItem } from './item-actions'
import type { Lumps } from './lumps'
import type { Notices } from './notices'
import type { Pictures } from './pictures'
import type { ActionSender, Change, Clock, Detect, Newsroom, Store, Transports } from './ports'
import type { PushLine } from './pushes'
import type { ReadingLog } from './reading-log'
import type { Standing } from './standing'
import type { UndoList } from './undo'

/** Ways the same news came, listed for one item. */
const MAX_ARRIVALS = 100

/** One function per call. A handler throws CallRefused for what cannot be done; anything else it throws is a bug. */
export type Handlers = {
  [Name in CallName]: (argument: CallArgument<Name>) => CallAnswer<Name> | Promise<CallAnswer<Name>>
}

export interface HandlerPorts {
  store: Store
  bus: Bus<CoreFacts>
  clock: Clock
  supervisor: Supervisor
  detect: Detect
  transports: Transports
  actions: ActionSender
  newsroom: Newsroom
  notices: Notices
  undo: UndoList
  pushes: PushLine
  pictures: Pictures
  lumps: Lumps
  readings: Pick<ReadingLog, 'opened'>
  shell: ShellFacts
  /** See PublisherWishes. */
  pushedUntil(id: ChannelId): number | null
}

/** Lays a patch over settings, one level of groups deep; arrays and nulls replace. */
export function patchSettings(settings: Settings, patch: Patch<Settings>): Settings {
  return {
    ...settings,
    ...patch,
    notifications: { ...settings.notifications, ...patch.notifications },
    ticker: { ...settings.ticker, ...patch.ticker },
    receiver: { ...settings.receiver, ...patch.receiver },
  } as Settings
}

/** The table of calls. A missing one does not compile. */
export function createHandlers(ports: HandlerPorts & { demo: Demo; standing: Standing }): Handlers {
  const {
    store,
    bus,
    supervisor,
    notices,
    undo,
    pushes,
    pictures,
    lumps,
    readings,
    shell,
    demo,
    standing,
    pushedUntil,
  } = ports

  /** Answers whether there was anything to tell. */
  function tell(change: Change): boolean {
    const changed = change.stale || change.added.length + change.updated.length + change.removed.length > 0
    if (changed) bus.announce('itemsChanged', { change })
    return changed
  }

  /** Takes one action back. */
  const takeBack: Record<'markedRead' | 'deleted', (ids: ItemId[]) => Change> = {
    markedRead: (ids) => store.mark(ids, { read: false }),
    deleted: (ids) => store.restore(ids),
  }

  return {
    ...channelHandlers(ports),

    'snapshot.get'() {
      pushes.flush()
      return {
        seq: pushes.seq,
        channels: store
          .channels()
          .map((record) =>
            channelView(record, supervisor.state(record.id), pushedUntil(record.id), lumps.advice(record.id)),
          ),
        counts: store.counts(),
        settings: store.settings(),
        notices: notices.list(),
        shell,
        ...standing.current(),
      }
    },

    'items.page'({ query, before, limit }) {
      pushes.flush()
      return { ...store.page(query, before, limit), seq: pushes.seq }
    },
    'items.get': ({ id }) => store.item(id),
    'items.opened'({ id }) {
      readings.opened(id)
      return null
    },
    'items.ticker'({ limit }) {
      pushes.flush()
      return { items: store.ticker(limit), more: false, seq: pushes.seq }
    },
    'items.mark'({ ids, read, starred }) {
      tell(store.mark(ids, { read, starred }))
      return null
    },
    'items.markListRead'({ query, upTo }) {
      const { change, ids } = store.markListRead(query, upTo)
      tell(change)
      return { undo: undo.keep({ did: 'markedRead', ids }), marked: ids.length }
    },
    async 'items.act'(argument) {
      const change = await actOnItem(ports, argument)
      if (change !== null) tell(change)
      return null
    },
    'items.arrivals': ({ id }) => store.arrivals(id, MAX_ARRIVALS),
    'items.delete'({ ids }) {
      tell(store.delete(ids))
      return { undo: undo.keep({ did: 'deleted', ids }) }
    },
    undo({ token }) {
      const action = undo.take(token)
      // What was deleted may have been pruned since, and a removed channel has no items to mark.
      return action !== null && tell(takeBack[action.did](action.ids))
    },

    'reader.pauseAll'({ until }) {
      standing.pause(until)
      return null
    },
    'reader.network'({ online }) {
      standing.setOnline(online)
      return null
    },
    'reader.show'({ itemId }) {
      const item = itemId === null ? null : store.item(itemId)
      if (item === null) pushes.send('show.window', {})
      else pushes.send('show.item', { itemId: item.id, channelId: item.channelId })
      return null
    },
    'pictures.watch'(argument) {
      pictures.watch(argument)
      return null
    },
    'cdf.export': ({ folder }) => ({ text: exportCdf(store, folder) }),
    'settings.change'({ patch }) {
      const settings = patchSettings(store.settings(), patch)
      store.saveSettings(settings)
      bus.announce('settingsChanged', { settings })
      if (patch.pollMinutes !== undefined) for (const record of store.channels()) supervisor.watch(record)
      return null
    },
    'notices.dismiss'({ id }) {
      notices.dismiss(id)
      return null
    },
    async 'demo.start'() {
      await demo.start()
      return null
    },
    async 'demo.remove'() {
      await demo.remove()
      return null
    },
  } satisfies Handlers
}
