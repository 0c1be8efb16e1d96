import type { ConnectionState, PushSubscriptionSheet } from '@contract/index'
import { CallRefused } from './call-refused'
import { existing } from './existing-channel'
import type { HandlerPorts, Handlers } from './handlers'
import { TransportError, type ChannelRecord, type HandsOut } from './ports'

type PushCalls = 'channels.pushSubscription' | 'channels.renewPushSubscription'

/** What a channel hands out to its senders, for wires that have such a thing (Web Push). */
export function pushSubscriptionHandlers(
  ports: Pick<HandlerPorts, 'store' | 'bus' | 'supervisor' | 'transports'>,
): Pick<Handlers, PushCalls> {
  const { store, bus, supervisor, transports } = ports
  return {
    'channels.pushSubscription'({ id }) {
      const record = existing(store, id)
      const { handsOut } = transports[record.kind]
      if (handsOut === undefined) return null
      const sheet = sheetOf(handsOut, record)
      return { ...sheet, trouble: sheet.trouble ?? troubleOf(supervisor.state(id)) }
    },
    'channels.renewPushSubscription'({ id }) {
      const record = existing(store, id)
      const { handsOut } = transports[record.kind]
      if (handsOut === undefined) throw new CallRefused('unavailable', 'This kind of channel has no subscription.')
      const { url, options } = handsOut.renewed(record)
      store.changeChannel(id, { url, settings: { ...record.settings, options } })
      bus.announce('channelsChanged', { ids: [id] })
      supervisor.watch(existing(store, id))
      return null
    },
  }
}

function sheetOf(handsOut: HandsOut, record: ChannelRecord): PushSubscriptionSheet {
  try {
    return handsOut.sheet(record)
  } catch (error) {
    if (error instanceof TransportError) throw new CallRefused('unavailable', error.message)
    throw error
  }
}

/** Why nobody can reach it in this state; null: it can be reached. */
function troubleOf(state: ConnectionState): string | null {
  switch (state.status) {
    case 'live':
      return null
    case 'paused':
      return 'This channel is paused. Resume it to receive what is sent to it.'
    case 'offline':
      return 'This computer has no network at the moment.'
    case 'waiting':
    case 'ended':
    case 'needsYou':
      return state.error.message
    default:
      return 'Crier is still connecting.'
  }
}
