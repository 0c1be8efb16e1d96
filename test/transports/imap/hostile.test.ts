import { createServer, type Socket } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { createImapTransport } from '../../../src-main/transports/imap'
import { startRun, systemClock } from '../../servers/recording-io'

const closing: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

/** A server that greets, and answers each line as the test says; `log` has what was asked. */
async function server(greeting: string, answer: (tag: string, command: string) => string | Buffer | null) {
  const log: string[] = []
  const sockets = new Set<Socket>()
  const listener = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => undefined)
    socket.on('close', () => sockets.delete(socket))
    socket.write(greeting)
    let rest = ''
    socket.on('data', (bytes: Buffer) => {
      const lines = (rest + bytes.toString('utf8')).split('\r\n')
      rest = lines.pop() ?? ''
      for (const line of lines) {
        const space = line.indexOf(' ')
        const [tag, command] = [line.slice(0, space), line.slice(space + 1)]
        log.push(command)
        const said = answer(tag, command)
        if (said !== null) socket.write(said)
      }
    })
  })
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve))
  const address = listener.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  closing.push(() => {
    for (const socket of sockets) socket.destroy()
    return new Promise((resolve) => listener.close(resolve))
  })
  return { url: `imap://127.0.0.1:${address.port}`, log, sockets }
}
function follow(url: string, options: Record<string, string> = {}) {
  const settings = { options: { user: 'ann', password: 'secret-word', startTls: false, ...options } }
  const run = startRun(createImapTransport({ clock: systemClock }), url, { settings })
  closing.push(async () => {
    run.abort()
    await run.over
  })
  return run
}
const GREETING = '* OK [CAPABILITY IMAP4rev1 IDLE] hello\r\n'
const polite = (tag: string, command: string): string | null => {
  if (/^LOGIN|^AUTHENTICATE/i.test(command)) return `${tag} OK in\r\n`
  if (/^CAPABILITY/i.test(command)) return `* CAPABILITY IMAP4rev1 IDLE\r\n${tag} OK\r\n`
  if (/^(?:LIST|LSUB|NAMESPACE|ID|ENABLE)/i.test(command)) return `${tag} OK\r\n`
  return null
}

describe('an IMAP server that means no good', () => {
  it.each(['EXAMINE', 'SEARCH'])('is left at once when it is silent at %s', async (silentAt) => {
    const { url, log, sockets } = await server(GREETING, (tag, command) => {
      if (command.includes(silentAt)) return null
      if (/^(?:EXAMINE|SELECT)/i.test(command))
        return `* 3 EXISTS\r\n* OK [UIDVALIDITY 1] ok\r\n* OK [UIDNEXT 4] ok\r\n${tag} OK [READ-ONLY] done\r\n`
      return polite(tag, command) ?? `${tag} OK\r\n`
    })
    const run = follow(url)
    await run.until(() => log.some((line) => line.includes(silentAt)), 'it was asked')
    const asked = performance.now()
    run.abort(new Error('enough'))
    await run.over
    expect(performance.now() - asked).toBeLessThan(1_000)
    expect(run.error).toMatchObject({ message: 'enough' })
    await expect.poll(() => sockets.size).toBe(0)
  })

  it('hears a wrong password once, however many mailboxes there are', async () => {
    const { url, log } = await server(GREETING, (tag, command) =>
      /^LOGIN|^AUTHENTICATE/i.test(command)
        ? `${tag} NO [AUTHENTICATIONFAILED] no\r\n`
        : (polite(tag, command) ?? `${tag} OK\r\n`),
    )
    const run = follow(url, { mailboxes: 'A\nB\nC\nD' })
    await run.over
    expect(run.failure()).toMatchObject({ kind: 'unauthorized', final: 'needsYou' })
    expect(log.filter((line) => /^LOGIN|^AUTHENTICATE/i.test(line))).toHaveLength(1)
    expect(JSON.stringify([run.frames, run.failure().message, run.failure().detail])).not.toContain('secret-word')
  })

  it.each([
    ['a web server', 'HTTP/1.1 400 Bad Request\r\n\r\n'],
    ['garbage', Buffer.from(Array.from({ length: 4_000 }, (_, index) => (index * 37) % 256))],
    ['a farewell', '* BYE too many connections\r\n'],
    ['a line of 3 MB', `* OK ${'x'.repeat(3 * 1024 * 1024)}`],
  ])('is told what it is: %s', async (_, greeting) => {
    const { url } = await server(String(greeting), () => null)
    const run = follow(url)
    await run.over
    expect(run.failure().message).toContain('127.0.0.1')
  })
})
