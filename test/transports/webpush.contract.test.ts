import { MAX_LINE_BYTES } from '@contract/index'
import { createHttpClient } from '../../src-main/transports/http'
import { createDoor } from '../../src-main/transports/receiver/door'
import { createWebPushTransport } from '../../src-main/transports/webpush'
import { makeKeys } from '../../src-main/transports/webpush/keys'
import { describeStreamTransport } from '../contracts/transport.contract'
import { startNtfyPushServer, type NtfyPushServer } from '../servers/ntfy-push-server'
import { systemClock } from '../servers/recording-io'

let publisher: NtfyPushServer
const keys = makeKeys()
const door = createDoor({ clock: systemClock })

describeStreamTransport({
  name: 'Web Push through a server',
  create: ({ stallMs }) =>
    createWebPushTransport({ http: createHttpClient(), clock: systemClock, door, stallFloorMs: stallMs }),
  start: async () => (publisher = await startNtfyPushServer(keys)),
  settings: { options: { ...keys } },
  resumedFrom: () => publisher.since(),
  oversize: 'x'.repeat(MAX_LINE_BYTES + 1),
  outsized: 'leftOut',
})
