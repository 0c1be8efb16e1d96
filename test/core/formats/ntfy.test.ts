import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ItemDraft } from '../../../src-main/core/ports'
import { TransportError } from '../../../src-main/core/ports'
import { parsePayload } from '../../../src-main/core/formats/index'

const read = (message: unknown, format: 'ntfy' | 'gotify' = 'ntfy') =>
  parsePayload({
    payload: typeof message === 'string' ? message : JSON.stringify(message),
    contentType: 'application/json',
    baseUrl: 'https://ntfy.example/',
    topic: null,
    mapping: {},
    format,
  })
function draft(message: object, format: 'ntfy' | 'gotify' = 'ntfy'): ItemDraft {
  const [only, ...others] = read(
    { id: 'a', time: 1_800_000_000, event: 'message', topic: 't', ...message },
    format,
  ).drafts
  if (only === undefined || others.length > 0) throw new Error('not one draft')
  return only
}

describe('an ntfy message', () => {
  it('has its words, time, priority and link', () => {
    expect(
      draft({ title: 'Disk full', message: 'On\nphil-laptop', priority: 5, click: 'https://home.example/disk' }),
    ).toMatchObject({
      title: 'Disk full',
      text: 'On\nphil-laptop',
      link: 'https://home.example/disk',
      priority: 5,
      publishedAt: 1_800_000_000_000,
      categories: [],
    })
    expect(draft({ message: 'Just words' })).toMatchObject({
      title: null,
      text: 'Just words',
      priority: null,
      link: null,
    })
  })

  it('shows emoji tags before its first words, and keeps the others as categories', () => {
    const tags = ['warning', 'phil-laptop', 'SKULL', ':tada:', 'warning', 'constructor', '__proto__', 7]
    expect(draft({ title: 'Disk full', message: 'm', tags })).toMatchObject({
      title: '⚠️ 💀 🎉 Disk full',
      text: 'm',
      categories: ['phil-laptop', 'constructor', '__proto__'],
    })
    expect(draft({ message: 'Words', tags: ['tada'] })).toMatchObject({ title: null, text: '🎉 Words' })
  })

  it('has its attachment as media, a picture also as its image, else its icon', () => {
    const attachment = {
      name: 'door.jpg',
      type: 'image/jpeg',
      size: 23,
      expires: 1,
      url: 'https://ntfy.example/file/a.jpg',
    }
    const icon = 'https://ntfy.example/icon.png'
    expect(draft({ message: 'm', attachment, icon })).toMatchObject({
      media: [{ url: attachment.url, type: 'image/jpeg', length: 23 }],
      image: attachment.url,
    })
    expect(draft({ message: 'm', attachment: { name: 'x', url: 'https://else.example/x.PNG?w=1' } }).image).toBe(
      'https://else.example/x.PNG?w=1',
    )
    expect(draft({ message: 'm', attachment: { ...attachment, type: 'application/zip' }, icon })).toMatchObject({
      media: [{ type: 'application/zip' }],
      image: icon,
    })
    expect(
      draft({ message: 'm', attachment: { url: 'javascript:alert(1)' }, icon: 'file:///etc/passwd' }),
    ).toMatchObject({
      media: [],
      image: null,
    })
  })

  it('has its buttons: view and http, never what speaks to Android, never more than three', () => {
    const actions = [
      { id: '1', action: 'broadcast', label: 'Take a picture', intent: 'x', clear: false },
      { id: '2', action: 'view', label: 'Open', url: 'https://home.example/', clear: true },
      { id: '3', action: 'copy', label: 'Copy', value: '123456' },
      {
        id: '4',
        action: 'http',
        label: 'Close door',
        url: 'https://api.example/door',
        method: 'put',
        headers: { Authorization: 'Bearer theirs', Host: 'evil', 'Transfer-Encoding': 'chunked', 'X-N': 7 },
        body: '{"action":"close"}',
        clear: true,
      },
      { id: '5', action: 'http', label: 'Plain', url: 'https://api.example/' },
      { id: '6', action: 'view', label: 'Beyond', url: 'https://home.example/' },
    ]
    expect(draft({ message: 'm', actions }).actions).toEqual([
      { type: 'view', label: 'Open', url: 'https://home.example/' },
      {
        type: 'http',
        label: 'Close door',
        url: 'https://api.example/door',
        method: 'PUT',
        headers: { Authorization: 'Bearer theirs', Host: 'evil', 'Transfer-Encoding': 'chunked' },
        body: '{"action":"close"}',
        clear: true,
      },
      {
        type: 'http',
        label: 'Plain',
        url: 'https://api.example/',
        method: 'POST',
        headers: {},
        body: null,
        clear: false,
      },
    ])
  })

  it.each([
    { action: 'view', label: 'x', url: 'javascript:alert(1)' },
    { action: 'view', label: '', url: 'https://a.example/' },
    { action: 'view', label: 'x' },
    { action: 'http', label: 'x', url: '/relative' },
    { action: 'http', label: 'x', url: 'ftp://a.example/' },
    { action: 'http', label: 'x', url: 'https://user:pass@a.example/' },
    { action: 'http', label: 'x', url: 'https://a.example/', method: 'CONNECT' },
    { action: 'http', label: 'x', url: 'https://a.example/', headers: { 'a b': 'x' } },
    { action: 'http', label: 'x', url: 'https://a.example/', headers: { a: 'x\r\nb: c' } },
    { action: 'http', label: 'x', url: 'https://a.example/', body: 'x'.repeat(64 * 1024 + 1) },
    {
      action: 'http',
      label: 'x',
      url: 'https://a.example/',
      headers: Object.fromEntries(Array.from({ length: 21 }, (_, n) => [`a${n}`, 'x'])),
    },
    'view',
    null,
  ])('makes no button of %.80j', (action) => {
    expect(draft({ message: 'm', actions: [action] }).actions).toEqual([])
  })

  it('is shown as the Markdown it says it is, and only then', () => {
    const message = 'Look *here*: [door](https://home.example/)'
    expect(draft({ message, content_type: 'text/markdown', tags: ['eyes'] })).toMatchObject({
      html: '<p>👀 Look <em>here</em>: <a href="https://home.example/">door</a></p>',
      text: null,
    })
    expect(draft({ message })).toMatchObject({ html: null, text: message })
  })

  it('reads base64 that is text, and counts what is none', () => {
    const encoded = (bytes: Buffer) => ({ message: bytes.toString('base64'), encoding: 'base64' })
    expect(draft(encoded(Buffer.from('grüße'))).text).toBe('grüße')
    const binary = read({ id: 'a', time: 1, event: 'message', topic: 't', ...encoded(Buffer.from([0xff, 0xfe, 0])) })
    expect(binary).toMatchObject({ drafts: [], dropped: 1 })
  })

  it.each(['open', 'keepalive', 'poll_request', 'message_clear', 'message_delete'])('is no news as %s', (event) => {
    expect(read({ id: 'a', time: 1, event, topic: 't' })).toMatchObject({ drafts: [], dropped: 0 })
  })

  it('takes only what fits its place', () => {
    expect(
      draft({
        message: 7,
        title: [],
        tags: 'x',
        priority: 9,
        click: {},
        actions: {},
        attachment: [],
        time: 'x',
        icon: 5,
      }),
    ).toMatchObject({
      title: null,
      text: null,
      categories: [],
      priority: null,
      link: null,
      actions: [],
      media: [],
      publishedAt: null,
    })
  })
})

describe('a Gotify message', () => {
  const message = {
    id: 25,
    appid: 5,
    title: 'Backup',
    message: '**Backup** was successfully finished.',
    priority: 8,
    date: '2026-02-27T19:36:10.5045044+01:00',
    extras: {
      'client::notification': {
        click: { url: 'https://home.example/backup' },
        bigImageUrl: 'https://home.example/b.png',
      },
      'client::display': { contentType: 'text/markdown' },
    },
  }

  it('has its words, time, priority, link and picture', () => {
    expect(draft(message, 'gotify')).toMatchObject({
      title: 'Backup',
      html: '<p><strong>Backup</strong> was successfully finished.</p>',
      text: null,
      link: 'https://home.example/backup',
      image: 'https://home.example/b.png',
      priority: 4,
      publishedAt: Date.parse('2026-02-27T18:36:10.504Z'),
    })
  })

  it('is the same one when a database gives its time back rounded, and another after a new database', () => {
    const guid = (more: object) => draft({ ...message, ...more }, 'gotify').guid
    expect(guid({ date: '2026-02-27T18:36:11Z' })).toBe(guid({}))
    expect(guid({ date: '2026-02-28T18:36:11Z' })).not.toBe(guid({}))
    expect(guid({ date: undefined })).toBeNull()
  })

  it.each([
    [-1, 1],
    [0, 1],
    [1, 2],
    [3, 2],
    [4, 3],
    [7, 3],
    [8, 4],
    [9, 4],
    [10, 5],
    [99, 5],
    ['8', null],
    [undefined, null],
  ])('priority %s is %s', (priority, wanted) => {
    expect(draft({ ...message, priority }, 'gotify').priority).toBe(wanted)
  })

  it('takes only what fits its place, and is counted where it says nothing', () => {
    expect(
      draft({ id: 1, message: 'm', extras: { 'client::notification': [] }, date: 'never' }, 'gotify'),
    ).toMatchObject({ link: null, image: null, publishedAt: null })
    expect(
      draft({ message: 'm', extras: { 'client::notification': { click: { url: 'javascript:x' } } } }, 'gotify').link,
    ).toBeNull()
    expect(read({ id: 1 }, 'gotify')).toMatchObject({ drafts: [], dropped: 1 })
  })
})

describe.each(['ntfy', 'gotify'] as const)('the reader of %s', (format) => {
  it('refuses what is no JSON, and counts what is no object', () => {
    expect(() => read('<html>', format)).toThrow(TransportError)
    expect(read('[1]', format)).toMatchObject({ drafts: [], dropped: 1 })
  })

  it('throws nothing but a TransportError, whatever comes', () => {
    const any = fc.jsonValue({ maxDepth: 4 })
    const names = [
      'id',
      'time',
      'message',
      'title',
      'tags',
      'priority',
      'click',
      'icon',
      'attachment',
      'actions',
      'extras',
      'encoding',
      'date',
    ]
    fc.assert(
      fc.property(fc.oneof(any, fc.dictionary(fc.constantFrom(...names), any)), (value) => {
        for (const { guid, actions } of read(JSON.stringify(value), format).drafts) {
          expect(guid === null || typeof guid === 'string').toBe(true)
          expect(actions.length).toBeLessThanOrEqual(3)
        }
      }),
      { numRuns: 500 },
    )
  })
})
