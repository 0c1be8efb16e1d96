import { createServer, type Server, type Socket } from 'node:net'
import { generate, parser, type Packet } from 'mqtt-packet'
import type { ContractPublisher } from '../contracts/transport.contract'

export interface MqttPublisher extends ContractPublisher {
  /** Where the version is answered with `code`, and only MQTT 3.1.1 gets in. */
  readonly oldUrl: string
  /** Every packet readers sent. */
  readonly heard: Packet[]
  /** To whoever is connected, as it stands. */
  write(bytes: Buffer): void
  /** As another implementation writes it. */
  packet(packet: Packet): void
  /** What CONNACK says next; absent: welcome. */
  welcome: Packet | null
}

/** A broker that does what a test says: everybody gets everything. Its packets are made by `mqtt-packet`. */
export async function startMqttPublisher(): Promise<MqttPublisher> {
  const readers = new Map<Socket, 4 | 5>()
  const sockets = new Set<Socket>()
  const heard: Packet[] = []
  const servers: Server[] = []
  let packetId = 0

  async function listen(take: (socket: Socket) => void): Promise<string> {
    const server = createServer((socket) => {
      sockets.add(socket)
      socket.on('close', () => {
        sockets.delete(socket)
        readers.delete(socket)
      })
      // The tests cut lines on purpose.
      socket.on('error', () => undefined)
      take(socket)
    })
    servers.push(server)
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const address = server.address()
    if (address === null || typeof address === 'string') throw new Error('no port')
    return `mqtt://127.0.0.1:${address.port}`
  }

  function serve(socket: Socket, knows: 4 | 5): void {
    const reading = parser()
    let version: 4 | 5 = 5
    const answer = (packet: Packet): void => void socket.write(generate(packet, { protocolVersion: version }))
    reading.on('packet', (packet) => {
      heard.push(packet)
      if (packet.cmd === 'connect') {
        version = packet.protocolVersion === 5 ? 5 : 4
        if (version > knows) {
          version = 4
          answer({ cmd: 'connack', sessionPresent: false, returnCode: 1 } as Packet)
          socket.end()
          return
        }
        answer(publisher.welcome ?? ({ cmd: 'connack', sessionPresent: false, reasonCode: 0, returnCode: 0 } as Packet))
      } else if (packet.cmd === 'subscribe') {
        answer({
          cmd: 'suback',
          messageId: packet.messageId,
          granted: packet.subscriptions.map(({ qos }) => qos),
        } as Packet)
        readers.set(socket, version)
      } else if (packet.cmd === 'pingreq') answer({ cmd: 'pingresp' })
    })
    reading.on('error', () => socket.destroy())
    socket.on('data', (bytes) => reading.parse(bytes))
  }

  const liveUrl = await listen((socket) => serve(socket, 5))
  const oldUrl = await listen((socket) => serve(socket, 4))
  // Reading is how it learns that the other side has gone.
  const muteUrl = await listen((socket) => void socket.on('end', () => socket.end()).resume())

  const message = (payload: string, version: 4 | 5): Buffer => {
    packetId = (packetId % 65_535) + 1
    const packet: Packet = {
      cmd: 'publish',
      topic: 'news',
      payload,
      qos: 1,
      messageId: packetId,
      dup: false,
      retain: false,
    }
    return generate(packet, { protocolVersion: version })
  }
  const publisher: MqttPublisher = {
    oldUrl,
    heard,
    welcome: null,
    url: (behaviour) => (behaviour === 'mute' ? muteUrl : liveUrl),
    openSockets: () => sockets.size,
    send(texts) {
      for (const [reader, version] of readers) for (const text of texts) reader.write(message(text, version))
    },
    packet(packet) {
      for (const [reader, version] of readers) reader.write(generate(packet, { protocolVersion: version }))
    },
    write: (bytes) => [...readers.keys()].forEach((reader) => reader.write(bytes)),
    finish() {
      for (const [reader, version] of readers) {
        if (version === 5)
          reader.write(generate({ cmd: 'disconnect', reasonCode: 0 } as Packet, { protocolVersion: 5 }))
        reader.end()
      }
    },
    tear(text, bytes) {
      const whole = message(text, 5)
      for (const reader of readers.keys()) {
        if (bytes === 0) reader.resetAndDestroy()
        else reader.write(whole.subarray(0, bytes), () => reader.destroySoon())
      }
      return bytes >= whole.length
    },
    untaken: () => [...readers.keys()].reduce((sum, reader) => sum + reader.writableLength, 0),
    reset() {
      for (const socket of sockets) socket.destroy()
      heard.length = 0
      publisher.welcome = null
    },
    async close() {
      for (const socket of sockets) socket.destroy()
      await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))))
    },
  }
  return publisher
}
