/**
 * Run as a process of its own (fork): Faye as the server, at /faye on the port of the first argument (0: any). Tells its
 * port, publishes what it is sent as {channel, data}, and tells who subscribes.
 */
import { createServer } from 'node:http'
import { argv } from 'node:process'
import faye from 'faye'

const server = createServer((_, response) => response.writeHead(404).end())
const bayeux = new faye.NodeAdapter({ mount: '/faye', timeout: 2 })
bayeux.attach(server)
const publisher = bayeux.getClient()
// Its own handshake comes first: what it is given before would overtake and be overtaken.
publisher.connect(() => {
  bayeux.on('subscribe', (_, channel) => process.send({ subscribed: channel }))
  bayeux.on('handshake', () => process.send({ handshake: true }))
  bayeux.on('disconnect', () => process.send({ left: true }))
  process.on('message', ({ channel, data }) => publisher.publish(channel, data))
  server.listen(Number(argv[2] ?? 0), '127.0.0.1', () => process.send({ port: server.address().port }))
})
