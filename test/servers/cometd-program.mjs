/**
 * Run as a process of its own (fork): CometD's server for Node with its acknowledge extension, on the port of the first
 * argument (0: any). Tells its port, publishes what it is sent as {channel, data}, and tells who subscribes. It knows
 * long polling alone. {expire: true} removes every session; {deny: channel} refuses it from now on.
 */
import { createServer } from 'node:http'
import { argv } from 'node:process'
import cometd from 'cometd-nodejs-server'
import extensions from 'cometd-nodejs-server/ack-extension.js'

const bayeux = cometd.createCometDServer({ timeout: 2_000, maxInterval: 4_000 })
bayeux.addExtension(new extensions.AcknowledgedMessagesExtension())
const denied = new Set()
bayeux.policy = { canSubscribe: (session, message, channel, done) => done(null, !denied.has(channel.name)) }
const sessions = new Map()
bayeux.addListener('sessionAdded', (session) => {
  sessions.set(session.id, session)
  process.send({ handshake: true })
})
bayeux.addListener('sessionRemoved', (session, timeout) => {
  sessions.delete(session.id)
  process.send({ left: true, timeout })
})
bayeux.addListener('subscribed', (channel) => process.send({ subscribed: channel.name }))
process.on('message', (order) => {
  if (order.deny) denied.add(order.deny)
  else if (order.expire) for (const session of sessions.values()) session.disconnect()
  else bayeux.createServerChannel(order.channel).publish(null, order.data)
})
const server = createServer(bayeux.handle)
server.listen(Number(argv[2] ?? 0), '127.0.0.1', () => process.send({ port: server.address().port }))
