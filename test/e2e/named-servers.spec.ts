import type { Page } from '@playwright/test'
import { createServer } from 'node:http'
import { Server } from 'socket.io'
import type { ChannelId, TransportKind } from '../../src-main/contract'
import { startBayeuxProgram } from '../servers/bayeux-program'
import { hasDovecot, startDovecot } from '../servers/dovecot'
import { hasInspircd, joinAs, startInspircd } from '../servers/irc-programs'
import { hasMosquitto, startMosquitto } from '../servers/mosquitto'
import { startSocketPublisher } from '../servers/socket-publisher'
import {
  hasFfmpeg,
  hasNchan,
  hasUstreamer,
  startFfmpegForAll,
  startNchan,
  startUstreamer,
} from '../servers/streaming-programs'
import type { CrierProcess } from './crier-process'
import { expect, test } from './crier-test'
import { addDialog } from './techniques'
import { mainWindow, openCrier, storedTitles } from './window'

/** A program of others that publishes, on a port that stays its own. */
interface Publishing {
  port: number
  publish(title: string): unknown
  stop(): Promise<unknown>
}

/** A row of the table of techniques: whose server, where, and what the dialog says of it. */
interface Row {
  kind: TransportKind
  found: string
  path: string
  /** Absent: http. */
  scheme?: string
  /** Fields of the dialog to fill in. */
  fields?: Readonly<Record<string, string>>
  begin(port?: number): Promise<Publishing>
  /** Has what was published while nobody listened. */
  keeps?: true
}

const PATIENCE = { timeout: 45_000 }

const nchan = async (port = 0): Promise<Publishing> => {
  const program = await startNchan(port)
  return {
    port: Number(new URL(program.origin).port),
    publish: (title) => program.publish('news', JSON.stringify({ title }), 'application/json'),
    stop: () => program.stop(),
  }
}
const bayeux =
  (name: 'faye' | 'cometd') =>
  async (port = 0): Promise<Publishing> => {
    const program = await startBayeuxProgram(name, port)
    return {
      port: program.port,
      publish: (title) => program.publish('/news', { title }),
      stop: () => program.stop(),
    }
  }

async function socketIo(port = 0): Promise<Publishing> {
  const server = createServer((_, response) => response.writeHead(404).end())
  const io = new Server(server, { serveClient: false })
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return { port: address.port, publish: (title) => io.emit('news', { title }), stop: () => io.close() }
}

async function broker(port?: number): Promise<Publishing> {
  const mosquitto = await startMosquitto(port === undefined ? {} : { port })
  return {
    port: Number(new URL(mosquitto.tcp).port),
    publish: (title) => mosquitto.publish('news/tech', JSON.stringify({ title }), { qos: 1 }),
    stop: () => mosquitto.close(),
  }
}

async function ircNetwork(port?: number): Promise<Publishing> {
  const program = await startInspircd(port)
  const speaker = await joinAs(program.port, 'ann', '#news')
  return {
    port: program.port,
    publish: (title) => speaker.send(`PRIVMSG #news :\u0002${title}\u0002`),
    async stop() {
      speaker.close()
      await program.close()
    },
  }
}

async function mailServer(port?: number): Promise<Publishing> {
  const dovecot = await startDovecot(undefined, port)
  return {
    port: Number(new URL(dovecot.plain).port),
    publish: (title) => dovecot.append(`From: ann@example.org\r\nSubject: ${title}\r\n\r\nWords.\r\n`),
    stop: () => dovecot.close(),
  }
}

async function bareSocket(port = 0): Promise<Publishing> {
  const server = await startSocketPublisher('\0', undefined, port)
  return {
    port: Number(new URL(server.url('live')).port),
    publish: (title) => server.send([`<story><headline>${title}</headline></story>`]),
    stop: () => server.close(),
  }
}

const ROWS: Readonly<Record<string, { missing?: string; rows: readonly Row[] }>> = {
  'nginx with nchan': {
    ...(!hasNchan && { missing: 'nginx with nchan is not on this machine' }),
    rows: [
      { kind: 'longpoll', found: 'A long poll', path: '/lp/news', begin: nchan, keeps: true },
      { kind: 'stream', found: 'A live HTTP stream.', path: '/raw/news', begin: nchan, keeps: true },
      { kind: 'stream', found: 'A live HTTP stream.', path: '/chunk/news', begin: nchan, keeps: true },
      { kind: 'multipart', found: 'A stream of parts', path: '/mixed/news', begin: nchan, keeps: true },
    ],
  },
  faye: { rows: [{ kind: 'bayeux', found: 'A Bayeux server.', path: '/faye', begin: bayeux('faye') }] },
  cometd: { rows: [{ kind: 'bayeux', found: 'A Bayeux server.', path: '/cometd', begin: bayeux('cometd') }] },
  mosquitto: {
    ...(!hasMosquitto && { missing: 'mosquitto is not on this machine' }),
    rows: [{ kind: 'mqtt', found: 'Topics of an MQTT broker.', scheme: 'mqtt', path: '/news/#', begin: broker }],
  },
  inspircd: {
    ...(!hasInspircd && { missing: 'InspIRCd is not on this machine, or cannot be started by this user' }),
    rows: [{ kind: 'irc', found: 'Rooms of an IRC network.', scheme: 'irc', path: '/#news', begin: ircNetwork }],
  },
  dovecot: {
    ...(!hasDovecot && { missing: 'Dovecot is not on this machine, or cannot be started by this user' }),
    rows: [
      {
        kind: 'imap',
        found: 'A mailbox.',
        scheme: 'imap',
        path: '/INBOX',
        fields: { 'User name *': 'ann', 'Password *': 'secret-word' },
        begin: mailServer,
      },
    ],
  },
  'a bare socket': {
    rows: [{ kind: 'xmlsocket', found: 'Messages on a bare socket.', scheme: 'tcp', path: '', begin: bareSocket }],
  },
  'socket.io': { rows: [{ kind: 'socketio', found: 'A Socket.IO server.', path: '/', begin: socketIo }] },
}

for (const [name, { missing, rows }] of Object.entries(ROWS)) {
  test(`${name}: added through the dialog, seen, stopped and started, nothing twice`, async ({ page, crier }) => {
    test.skip(missing !== undefined, missing)
    test.setTimeout(180_000)
    const shown = await openCrier(page, crier)
    for (const row of rows) {
      await test.step(row.path, async () => {
        const titled = (what: string): string => `${what} by ${name}${row.path}`
        let server = await row.begin()
        try {
          if (row.keeps) await server.publish(titled('Before'))
          const id = await addThroughDialog(
            page,
            crier,
            `${row.scheme ?? 'http'}://127.0.0.1:${String(server.port)}${row.path}`,
            row,
          )
          await server.publish(titled('First'))
          await expect(shown.row(titled('First'))).toBeVisible(PATIENCE)
          if (row.keeps) await expect(shown.row(titled('Before'))).toBeVisible(PATIENCE)
          const first = Math.floor(Date.now() / 1000)

          await server.stop()
          await expect.poll(() => statusOf(crier, id), PATIENCE).not.toBe('live')
          server = await row.begin(server.port)
          // nchan numbers its messages within a second, and after a restart from the beginning.
          await expect.poll(() => Math.floor(Date.now() / 1000)).toBeGreaterThan(first)
          // What is kept is there when Crier comes back; of the others, what is said then.
          if (row.keeps) await server.publish(titled('Second'))
          await page.getByRole('button', { name: 'Ask all channels now' }).click()
          await expect.poll(() => statusOf(crier, id), PATIENCE).toBe('live')
          if (!row.keeps) await server.publish(titled('Second'))
          await expect(shown.row(titled('Second'))).toBeVisible(PATIENCE)
          await expect(shown.headlines).toContainText(titled('Second'))

          const stored = await storedTitles(crier, { list: 'channel', channelId: id })
          expect([...stored].sort()).toEqual([...new Set(stored)].sort())
        } finally {
          await server.stop()
        }
      })
    }
  })
}

for (const { name, has, path, begin } of [
  { name: 'ustreamer', has: hasUstreamer, path: '/stream', begin: startUstreamer },
  {
    name: 'ffmpeg',
    has: hasFfmpeg,
    path: '/cam',
    begin: (port = 0) => startFfmpegForAll('multipart/x-mixed-replace;boundary=frame', 20, port),
  },
]) {
  test(`${name}: a camera is added through the dialog, its picture is seen, gone and back`, async ({ page, crier }) => {
    test.skip(!has, `${name} is not on this machine`)
    test.setTimeout(120_000)
    const shown = await openCrier(page, crier)
    let server = await begin()
    try {
      const port = Number(new URL(server.origin).port)
      const id = await addThroughDialog(page, crier, `${server.origin}${path}`, {
        kind: 'multipart',
        found: 'A stream of parts',
      })
      const picture = shown.timeline.locator('img').first()
      const width = async () => picture.evaluate((image: HTMLImageElement) => image.naturalWidth)
      await expect(picture).toBeVisible(PATIENCE)
      await expect.poll(width).toBeGreaterThan(0)
      await server.stop()
      await expect.poll(() => statusOf(crier, id), PATIENCE).not.toBe('live')
      server = await begin(port)
      await page.getByRole('button', { name: 'Ask all channels now' }).click()
      await expect.poll(() => statusOf(crier, id), PATIENCE).toBe('live')
      await expect.poll(width).toBeGreaterThan(0)
      expect(await storedTitles(crier)).toEqual([])
    } finally {
      await server.stop()
    }
  })
}

/** As a new user does: paste, look, subscribe. */
async function addThroughDialog(
  page: Page,
  crier: CrierProcess,
  address: string,
  { kind, found, fields = {} }: Pick<Row, 'kind' | 'found' | 'fields'>,
): Promise<ChannelId> {
  const shown = mainWindow(page)
  const before = new Set((await channelsOf(crier)).map(({ id }) => id))
  await page.getByRole('button', { name: 'Add channel', exact: true }).click()
  const dialog = addDialog(page)
  await dialog.getByRole('textbox', { name: 'Address' }).fill(address)
  await dialog.getByRole('button', { name: 'Look', exact: true }).click()
  await expect(dialog.getByText(found).first()).toBeVisible(PATIENCE)
  for (const [label, text] of Object.entries(fields)) await dialog.getByLabel(label, { exact: true }).fill(text)
  await dialog.getByRole('button', { name: 'Subscribe' }).click()
  await expect(dialog).toBeHidden()
  await expect(shown.lists).toBeVisible()
  const added = (await channelsOf(crier)).find(({ id }) => !before.has(id))
  if (added === undefined) throw new Error('no channel was added')
  expect(added.kind).toBe(kind)
  await expect.poll(() => statusOf(crier, added.id), PATIENCE).toBe('live')
  return added.id
}

const channelsOf = async (crier: CrierProcess) => (await crier.call('snapshot.get', null)).channels

async function statusOf(crier: CrierProcess, channelId: ChannelId): Promise<string | undefined> {
  return (await channelsOf(crier)).find(({ id }) => id === channelId)?.state.status
}
