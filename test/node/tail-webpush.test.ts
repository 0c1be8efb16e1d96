import { Agent } from 'node:https'
import webpush from 'web-push'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { until } from '../servers/until'
import { startNtfyPushServer } from '../servers/ntfy-push-server'
import { buildCommand, type BuiltCommand } from './built-command'

let crier: BuiltCommand
beforeAll(async () => {
  crier = await buildCommand()
}, 120_000)
afterAll(() => crier.remove())

it('tail says where to send, and prints what web-push sends there', async () => {
  const running = crier.start(['tail', 'webpush://localhost', '--json', '--count', '1'])
  await until(() => running.stderr().includes('"p256dh"'), 'it says where to send', 60_000)
  const line =
    running
      .stderr()
      .split('\n')
      .find((text) => text.includes('"p256dh"')) ?? ''
  const subscription = JSON.parse(line.slice(line.indexOf('{'))) as webpush.PushSubscription
  // Only the command that runs knows its own certificate.
  const agent = new Agent({ rejectUnauthorized: false })
  await webpush.sendNotification(subscription, '{"title":"Hello","body":"from web-push"}', { agent, TTL: 60 })
  agent.destroy()
  const { code, stdout } = await running.ended
  expect(code).toBe(0)
  expect(JSON.parse(stdout)).toMatchObject({
    channel: { kind: 'webpush' },
    item: { title: 'Hello', text: 'from web-push' },
    arrival: { how: 'push' },
  })
}, 120_000)

it('tail follows a topic of its own on a push server', async () => {
  const server = await startNtfyPushServer()
  const running = crier.start([
    'tail',
    server.local.origin,
    '--kind',
    'webpush',
    '--set',
    'plain=yes',
    '--json',
    '--count',
    '1',
  ])
  await until(() => running.stderr().includes('"p256dh"'), 'it says where to send', 60_000)
  const [topic = ''] = server.topics()
  expect(topic).toMatch(/^up\w{40}$/)
  server.post(topic, Buffer.from('by curl'))
  const { code, stdout } = await running.ended
  await server.close()
  expect(code).toBe(0)
  expect(stdout).toContain('by curl')
}, 120_000)
