import type {
  Alert,
  CallArgument,
  CallName,
  CallResult,
  Counts,
  Push,
  Pushes,
  Settings,
  ShellFacts,
} from '@contract/index'
import { createAlerter } from './alerter'
import { createBus } from './bus'
import { createCallDoor } from './call-door'
import { channelView } from './channel-view'
import { createSupervisor } from './connections/supervisor'
import { createDemo } from './demo'
import type { CoreFacts } from './facts'
import { createHandlers } from './handlers'
import { createIngest } from './ingest/ingest'
import { createNotices } from './notices'
import {
  StorageError,
  type ActionSender,
  type Clock,
  type Detect,
  type Log,
  type Newsroom,
  type PushServices,
  type Random,
  type Store,
  type Transports,
} from './ports'
import { createLumps } from './lumps'
import { createPictures } from './pictures'
import { createPushUpgrades } from './push-upgrades/push-upgrades'
import { createPushLine } from './pushes'
import { createReadingLog } from './reading-log'
import { createRetention } from './retention'
import { createStanding } from './standing'
import { createUndoList } from './undo'

export interface ReaderPorts {
  store: Store
  transports: Transports
  detect: Detect
  /** Sends the requests of items' buttons. */
  actions: ActionSender
  newsroom: Newsroom
  clock: Clock
  random: Random
  log: Log
  shell: ShellFacts
  /** Lets feeds be pushed that offer it; absent: they are polled. */
  pushServices?: PushServices
}

/** What merely watches (tray, badge, notifier, ticker window) listens to these; events never steer. */
export interface Facts {
  itemsChanged: { counts: Counts }
  settingsChanged: { settings: Settings }
  readerChanged: { pausedUntil: number | null; online: boolean }
  alertRaised: { alert: Alert }
}

type ShowName = 'show.window' | 'show.item' | 'show.addChannel' | 'show.settings'

/** The reader, assembled. Shells drive it by these and nothing else. */
export interface Reader {
  /** Checks the name and the argument (zod) and answers; never throws. Both shells pass what they got straight in. */
  call<Name extends CallName>(name: Name, argument: CallArgument<Name>): Promise<CallResult<Name>>
  /** Every push, in order. Returns its stop. */
  onPush(listener: (push: Push) => void): () => void
  /** Facts for what watches inside the main process. Returns its stop. */
  onFact<Name extends keyof Facts>(name: Name, listener: (fact: Facts[Name]) => void): () => void
  /** Asks every interface to show something: notification click, tray, `crier:` link. */
  show<Name extends ShowName>(name: Name, payload: Pushes[Name]): void
  /** Connects what should be connected. */
  start(): void
  /** The machine goes to sleep: everything is closed, cursors are kept. */
  pause(): void
  /** The machine woke or the network came: reconnects at once. */
  resume(): void
  /** The network went or came. */
  network(online: boolean): void
  /** Closes every connection and the timers; resolves when nothing is left running. Does not close the store. */
  stop(): Promise<void>
}

/** Puts the parts together, and nothing else. */
export function createReader(ports: ReaderPorts): Reader {
  const { store, transports, clock, random, log } = ports
  const bus = createBus<CoreFacts>((error, name) =>
    log.error('A listener failed', { fact: name, error: String(error) }),
  )
  const notices = createNotices(bus, clock)
  const undo = createUndoList()
  const channel = (id: number) => store.channel(id)
  const settings = () => store.settings()
  const openSince = (id: number): number | null => {
    const state = supervisor.state(id)
    return state.status === 'live' ? state.since : null
  }
  const ingest = createIngest({ store, bus, channel, openSince })
  const lumps = createLumps({ bus, openSince, kindOf: (id) => store.channel(id)?.kind ?? null })

  const pushedUntil = (id: number): number | null => upgrades?.pushedUntil(id) ?? null

  const supervisor = createSupervisor({
    transports,
    clock,
    random,
    log,
    channel,
    generalPollMinutes: () => settings().pollMinutes,
    isPushed: (id) => pushedUntil(id) !== null,
    async received(id, events, transport) {
      try {
        const received = await ingest.received(id, events, transport)
        if (transport.style === 'document') readings.updated(id)
        return received
      } catch (error) {
        if (error instanceof StorageError) notices.add('error', { kind: 'storageTrouble', message: error.message })
        throw error
      }
    },
    onState: (id) => bus.announce('channelsChanged', { ids: [id] }),
    remember: (id, memory) => store.remember(id, memory),
    count(id, tally) {
      store.count(id, tally)
      bus.announce('channelsCounted', { id })
    },
    moved(id, to) {
      const record = store.channel(id)
      const isTaken = store
        .channels()
        .some((other) => other.id !== id && other.kind === record?.kind && other.url === to)
      if (record === null || isTaken) return false
      store.changeChannel(id, { url: to })
      notices.add('info', { kind: 'channelMoved', channelId: id, from: record.url, to })
      bus.announce('channelsChanged', { ids: [id] })
      return true
    },
    picture: (id, picture) => pictures.arrived(id, picture),
    back: (gap) => notices.add('info', { kind: 'back', ...gap }),
  })

  const pushes = createPushLine({
    bus,
    clock,
    view(id) {
      const record = store.channel(id)
      return record === null ? null : channelView(record, supervisor.state(id), pushedUntil(id), lumps.advice(id))
    },
    listenerFailed: (error) => log.error('An interface failed to take a push', { error: String(error) }),
  })
  const pictures = createPictures({ clock, pushes, bus })
  const upgrades =
    ports.pushServices === undefined
      ? null
      : createPushUpgrades({
          services: ports.pushServices,
          store,
          bus,
          clock,
          log,
          received: (id, events, transport) => ingest.received(id, events, transport),
          supervisor: {
            nudge: (id) => supervisor.nudge(id),
            watch: (record) => supervisor.watch(record),
            isPaused: (id) => supervisor.state(id).status === 'paused',
          },
        })
  const standing = createStanding({ store, bus, clock, supervisor })
  const readings = createReadingLog({
    store,
    bus,
    clock,
    log,
    actions: ports.actions,
    isOnline: () => standing.current().online,
  })
  const handlerPorts = {
    ...ports,
    bus,
    supervisor,
    notices,
    undo,
    pushes,
    pictures,
    standing,
    lumps,
    readings,
    pushedUntil,
  }
  const demo = createDemo(handlerPorts)
  const call = createCallDoor(createHandlers({ ...handlerPorts, demo }), log)
  const stops: (() => void)[] = []

  return {
    call,
    onPush: pushes.on,
    onFact(name, listener) {
      const tell = listener as (fact: Facts[keyof Facts]) => void
      return name === 'itemsChanged'
        ? bus.on('itemsChanged', ({ change }) => tell({ counts: change.counts }))
        : bus.on(name as Exclude<keyof Facts, 'itemsChanged'>, tell)
    },
    show: pushes.send,
    start() {
      if (store.rescue !== null) notices.add('warning', { kind: 'databaseSetAside', ...store.rescue })
      stops.push(
        createAlerter({ bus, store, clock, channel, settings }),
        createRetention({ store, bus, clock, log, settings }),
      )
      standing.start()
      readings.start()
      // The demo's channels have nobody to ask before their newsroom is open.
      for (const record of store.channels()) if (!record.demo) supervisor.watch(record)
      upgrades?.start()
      upgrades?.cameBack()
      demo.resume().catch((error: unknown) => log.error('The demo newsroom did not start', { error: String(error) }))
    },
    pause: () => supervisor.sleep(),
    resume() {
      supervisor.wake()
      upgrades?.cameBack()
    },
    network: (online) => standing.setOnline(online),
    async stop() {
      for (const stop of stops.splice(0)) stop()
      standing.stop()
      pictures.stop()
      lumps.stop()
      upgrades?.stop()
      await supervisor.stop()
      await readings.stop()
      await ports.newsroom.stop()
      pushes.flush()
      pushes.stop()
    },
  }
}
