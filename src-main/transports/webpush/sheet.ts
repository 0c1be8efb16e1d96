import type { PushSubscriptionSheet } from '../../contract/index'
import type { Channel, Door } from '../../core/ports'
import { placeOf } from './address'
import { publicKeyOf } from './decrypt'
import { PUSH_ROOM, unprepared } from './desk'
import { keysOf, optionsOf } from './keys'

type PushChannel = Pick<Channel, 'url' | 'settings'>

/** Where messages for a channel are to be sent. @throws TransportError for a channel without address or keys */
export function endpointOf({ url }: Pick<PushChannel, 'url'>, door: Door): string {
  const place = placeOf(url)
  if (place === null) throw unprepared()
  return place.way === 'server' ? url : door.addressOf(PUSH_ROOM, place.token)
}

/** The subscription in the form of the Push API (`PushSubscription.toJSON`), JSON. */
export function subscriptionOf(channel: PushChannel, door: Door): string {
  const keys = keysOf(channel)
  if (keys === null) throw unprepared()
  return JSON.stringify({
    endpoint: endpointOf(channel, door),
    expirationTime: null,
    keys: { p256dh: publicKeyOf(keys), auth: keys.authSecret },
  })
}

/** What a sender must be given, with commands that can be run as they are. @throws TransportError as above */
export function sheetOf(channel: PushChannel, door: Door): PushSubscriptionSheet {
  const endpoint = endpointOf(channel, door)
  const keys = keysOf(channel)
  if (keys === null) throw unprepared()
  const { host, hostname, protocol } = new URL(endpoint)
  const isOwn = placeOf(channel.url)?.way === 'receiver'
  // Nobody vouches for our own certificate; one behind a public address is the proxy's affair.
  const isSelfSigned = isOwn && door.publicUrl() === null
  const commands: PushSubscriptionSheet['commands'] = []
  if (isSelfSigned) {
    const openssl = `openssl s_client -connect ${host} -servername ${hostname} </dev/null | openssl x509 > crier.pem`
    commands.push({ what: 'openssl', command: openssl })
  }
  commands.push({
    what: 'webPush',
    command: [
      ...(isSelfSigned ? ['NODE_EXTRA_CA_CERTS=crier.pem'] : []),
      'npx web-push send-notification',
      `--endpoint='${endpoint}'`,
      `--key='${publicKeyOf(keys)}'`,
      `--auth='${keys.authSecret}'`,
      `--payload='{"title":"Hello","body":"from web-push"}'`,
    ].join(' '),
  })
  if (optionsOf(channel).plain) {
    const plain = isOwn
      ? `curl${isSelfSigned ? ' --cacert crier.pem' : ''} -H 'TTL: 60' -d 'Hello from curl' '${endpoint}'`
      : `curl -d 'Hello from curl' '${endpoint.replace(/\?up=1$/, '')}'`
    commands.push({ what: 'plain', command: plain })
  }
  return {
    subscription: subscriptionOf(channel, door),
    endpoint,
    commands,
    trouble:
      protocol === 'https:'
        ? null
        : 'This address is not secure (http). Most senders, web-push among them, take https addresses only.',
  }
}
