import { afterEach, describe, expect, it } from 'vitest'
import { understand } from '../../../src-main/core/ingest/understand'
import type { RawEvent } from '../../../src-main/core/ports'
import { createImapTransport } from '../../../src-main/transports/imap'
import { certificateFiles } from '../../servers/certificate-files'
import { hasDovecot, startDovecot, type Dovecot } from '../../servers/dovecot'
import { gate, startRun, systemClock, type RecordedRun, type RunWishes } from '../../servers/recording-io'

const closing: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})
async function server(...how: Parameters<typeof startDovecot>): Promise<Dovecot> {
  const dovecot = await startDovecot(...how)
  closing.push(() => dovecot.close())
  return dovecot
}
function follow(
  url: string,
  options: Record<string, string | number | boolean> = {},
  wishes: RunWishes = {},
  timing: { renewIdleMs?: number; silenceMs?: number } = {},
): RecordedRun {
  const login = { user: 'ann', password: 'secret-word', startTls: false }
  const settings = { ...wishes.settings, options: { ...login, ...options } }
  const run = startRun(createImapTransport({ clock: systemClock, ...timing }), url, { ...wishes, settings })
  closing.push(async () => {
    run.abort()
    await run.over
  })
  return run
}
const mails = (run: RecordedRun): RawEvent[] => run.events.filter(({ withdraws }) => withdraws === undefined)
const drafts = (run: RecordedRun) => understand(mails(run), { arrival: 'push', style: 'stream', mapping: {} }).drafts
const subjects = (run: RecordedRun) => drafts(run).map(({ title }) => title)
const isOpen = (run: RecordedRun) => run.until(() => run.opened === 1, 'it opened')
const has = (run: RecordedRun, count: number) => run.until(() => mails(run).length >= count, `${count} came`)
const mail = (subject: string, more = '') =>
  `From: Ann Editor <ann@example.org>\r\nSubject: ${subject}\r\nMessage-ID: <${subject}@example.org>\r\nDate: Fri, 02 Jan 2026 03:04:05 +0000\r\n${more}\r\nWords of ${subject}.\r\n`

describe.skipIf(!hasDovecot)('IMAP against Dovecot', () => {
  it('hands over new mail the moment it arrives, and leaves it untouched', async () => {
    const dovecot = await server()
    await dovecot.append(mail('old'))
    const run = follow(dovecot.plain)
    await has(run, 1)
    await isOpen(run)
    const sent = Date.now()
    await dovecot.append(mail('new'))
    await has(run, 2)
    expect(subjects(run)).toEqual(['old', 'new'])
    expect(Date.now() - sent).toBeLessThan(30_000)
    expect(drafts(run)[1]).toMatchObject({
      guid: '<new@example.org>',
      author: 'Ann Editor',
      publishedAt: Date.UTC(2026, 0, 2, 3, 4, 5),
      text: 'Words of new.',
    })
    // The server alone says what is recent.
    expect((await dovecot.flags()).filter((flags) => flags.replace('\\Recent', '') !== '')).toEqual([])
    expect(JSON.stringify(run.frames)).not.toContain('secret-word')
  })

  it('reads newsletters: HTML, charsets, lists as sections, attachments by name', async () => {
    const dovecot = await server()
    await dovecot.append(
      [
        'From: =?utf-8?q?Gr=C3=BCezi_News?= <news@example.org>',
        'Subject: =?iso-8859-1?q?Caf=E9?= und mehr',
        'Message-ID: <n1@example.org>',
        'List-Id: =?utf-8?q?Hafen_gr=C3=BC=C3=9Ft?= <harbour.lists.example.org>',
        'MIME-Version: 1.0',
        'Content-Type: multipart/mixed; boundary=out',
        '',
        '--out',
        'Content-Type: multipart/alternative; boundary=in',
        '',
        '--in',
        'Content-Type: text/plain; charset=utf-8',
        '',
        'plain words',
        '--in',
        'Content-Type: text/html; charset=windows-1252',
        'Content-Transfer-Encoding: quoted-printable',
        '',
        '<p>Caf=E9 <img src=3D"cid:logo"> =93quoted=94</p>',
        '--in--',
        '--out',
        'Content-Type: text/html',
        '',
        '<p>The footer of the list, in no charset at all</p>',
        '--out',
        'Content-Type: application/pdf; name="plan.pdf"',
        'Content-Disposition: attachment; filename="plan.pdf"',
        'Content-Transfer-Encoding: base64',
        '',
        ...Array.from({ length: 2000 }, () => 'QUJD'.repeat(18)),
        '--out--',
        '',
      ].join('\r\n'),
    )
    const run = follow(dovecot.plain)
    await has(run, 1)
    const [draft] = drafts(run)
    expect(draft).toMatchObject({
      title: 'Café und mehr',
      author: 'Grüezi News',
      section: ['Hafen grüßt'],
      text: null,
      html: expect.stringContaining('Café') as string,
    })
    expect(draft?.html).toContain('“quoted”')
    expect(draft?.html).toContain('The footer of the list')
    expect(draft?.html).not.toContain('cid:')
    expect(draft?.html).toMatch(/plan\.pdf \(\d+ KB\)/)
    expect(mails(run)[0]?.publisher?.sections).toEqual(['Hafen grüßt'])
    expect(run.bytes).toBeLessThan(60_000)
  })

  it('begins with the newest, goes on where it was, over a restart of the server, and nothing comes twice', async () => {
    const dovecot = await server()
    for (let index = 0; index < 30; index += 1) await dovecot.append(mail(`m${index}`))
    const first = follow(dovecot.plain, { history: 5 })
    await has(first, 5)
    await isOpen(first)
    expect(subjects(first)).toEqual(['m25', 'm26', 'm27', 'm28', 'm29'])
    await dovecot.restart()
    await first.over
    expect(first.failure().final).toBeNull()
    for (let index = 30; index < 75; index += 1) await dovecot.append(mail(`m${index}`))
    const second = follow(dovecot.plain, { history: 5 }, { cursor: first.cursor })
    await has(second, 45)
    expect(subjects(second)).toEqual(Array.from({ length: 45 }, (_, index) => `m${index + 30}`))
    expect(Math.max(...second.batches)).toBeLessThanOrEqual(20)
  })

  it('keeps the place of an empty mailbox, and looks again where one was numbered anew', async () => {
    const dovecot = await server()
    await dovecot.append(mail('seed'), 'Lists')
    await dovecot.renew('Lists')
    const empty = follow(`${dovecot.plain}/Lists`, { history: 0 })
    await isOpen(empty)
    await empty.until(() => empty.cursor !== null, 'the place was stored')
    empty.abort()
    await empty.over
    await dovecot.append(mail('while away'), 'Lists')
    const second = follow(`${dovecot.plain}/Lists`, { history: 0 }, { cursor: empty.cursor })
    await has(second, 1)
    second.abort()
    await second.over
    await dovecot.renew('Lists')
    await dovecot.append(mail('while away'), 'Lists')
    await dovecot.append(mail('afterwards'), 'Lists')
    const third = follow(`${dovecot.plain}/Lists`, { history: 0 }, { cursor: second.cursor })
    await has(third, 2)
    // The store knows the first by its Message-ID.
    expect(drafts(third).map(({ guid }) => guid)).toEqual(['<while away@example.org>', '<afterwards@example.org>'])
  })

  it('watches several mailboxes at once, each a section', async () => {
    const dovecot = await server()
    await dovecot.append(mail('a'), 'Alpha')
    await dovecot.append(mail('b'), 'Beta')
    const run = follow(dovecot.plain, { mailboxes: 'Alpha\nBeta' })
    await has(run, 2)
    await isOpen(run)
    await dovecot.append(mail('b2'), 'Beta')
    await has(run, 3)
    expect(new Set(drafts(run).map(({ section }) => section[0]))).toEqual(new Set(['Alpha', 'Beta']))
    expect(run.atOnce).toBe(1)
  })

  it('takes one batch at a time while the store is busy, and ends at once when it is told to', async () => {
    const dovecot = await server()
    for (let index = 0; index < 45; index += 1) await dovecot.append(mail(`m${index}`))
    const door = gate()
    const run = follow(dovecot.plain, {}, { store: door.passed })
    await run.until(() => run.frames.some(({ data }) => data.startsWith('FETCH')), 'it began')
    expect(run.frames.filter(({ data }) => data.startsWith('FETCH')).length).toBe(1)
    run.abort(new Error('enough'))
    await run.over
    expect(run.error).toMatchObject({ message: 'enough' })
    expect(mails(run)).toEqual([])
    door.open()
    const again = follow(dovecot.plain)
    await has(again, 45)
  })

  it('says what is wrong: password, mailbox, certificate, encryption', async () => {
    const files = certificateFiles()
    closing.push(() => files.remove())
    const dovecot = await server({ certificate: files.server, key: files.serverKey })
    const wrong = follow(dovecot.plain, { password: 'wrong-word' })
    await wrong.over
    expect(wrong.failure()).toMatchObject({ kind: 'unauthorized', final: 'needsYou' })
    expect(wrong.failure().message).not.toContain('wrong-word')
    const nobody = follow(dovecot.plain, { user: '', password: '' })
    await nobody.over
    expect(nobody.failure()).toMatchObject({ kind: 'unauthorized', final: 'needsYou' })
    const missing = follow(`${dovecot.plain}/Nowhere`)
    await missing.over
    expect(missing.failure()).toMatchObject({ kind: 'notFound', final: 'needsYou' })
    const untrusted = follow(dovecot.secure)
    await untrusted.over
    expect(untrusted.failure()).toMatchObject({ kind: 'tls' })
    const upgraded = follow(dovecot.plain, { startTls: true })
    await upgraded.over
    expect(upgraded.failure()).toMatchObject({ kind: 'tls' })
    await dovecot.append(mail('over TLS'))
    for (const [url, options] of [
      [dovecot.secure, {}],
      [dovecot.plain, { startTls: true }],
    ] as const) {
      const trusted = follow(url, options, { settings: { acceptSelfSigned: true } })
      await has(trusted, 1)
    }
  })

  it('notices a server that stopped', async () => {
    const dovecot = await server()
    const run = follow(dovecot.plain, {}, {}, { renewIdleMs: 500, silenceMs: 1_500 })
    await isOpen(run)
    // The process of the session, not its parent, has the line.
    const stopped = await import('node:child_process').then(({ execFileSync }) =>
      execFileSync('pgrep', ['-P', String(dovecot.pid)], { encoding: 'utf8' })
        .trim()
        .split('\n')
        .map(Number),
    )
    for (const pid of stopped) process.kill(pid, 'SIGSTOP')
    await run.over
    for (const pid of stopped) process.kill(pid, 'SIGCONT')
    expect(run.failure().final).toBeNull()
    expect(['stalled', 'closed']).toContain(run.failure().kind)
  })
})
