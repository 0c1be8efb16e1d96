import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parsePayload } from '../../../src-main/core/formats/index'
import { TransportError } from '../../../src-main/core/ports'

const read = (payload: string) =>
  parsePayload({
    payload,
    contentType: null,
    baseUrl: 'https://push.example.org/upX',
    topic: null,
    mapping: {},
    format: 'notification',
  })
const json = (value: unknown) => read(JSON.stringify(value))

describe('what a Web Push carries', () => {
  it('the declarative form', () => {
    const parsed = json({
      web_push: 8030,
      notification: {
        title: 'Goal',
        body: '2:1 after 80 minutes',
        navigate: 'https://news.example.org/match',
        tag: 'match',
        image: 'https://news.example.org/a.jpg',
        timestamp: 1_700_000_000_000,
        actions: [{ action: 'a', title: 'Watch', navigate: 'https://news.example.org/live' }, { title: 'no address' }],
      },
    })
    expect(parsed).toMatchObject({ format: 'Declarative Web Push', publisher: null, dropped: 0 })
    expect(parsed.drafts).toMatchObject([
      {
        guid: 'tag:match',
        title: 'Goal',
        text: '2:1 after 80 minutes',
        link: 'https://news.example.org/match',
        image: 'https://news.example.org/a.jpg',
        publishedAt: 1_700_000_000_000,
        actions: [{ type: 'view', label: 'Watch', url: 'https://news.example.org/live' }],
      },
    ])
  })

  it('the form of Mastodon, without its token', () => {
    const parsed = json({
      access_token: 'secret',
      preferred_locale: 'en',
      notification_id: 17,
      notification_type: 'mention',
      icon: 'https://social.example/avatar.png',
      title: 'Ana mentioned you',
      body: 'hello',
    })
    expect(parsed).toMatchObject({ format: 'Mastodon', publisher: null })
    expect(parsed.drafts).toMatchObject([
      {
        guid: '17',
        title: 'Ana mentioned you',
        text: 'hello',
        categories: ['mention'],
        image: 'https://social.example/avatar.png',
      },
    ])
    expect(JSON.stringify(parsed)).not.toContain('secret')
  })

  it.each([
    ['url', { url: 'https://a.example/' }],
    ['link', { link: 'https://a.example/' }],
    ['click', { click: 'https://a.example/' }],
    ['data.url', { data: { url: 'https://a.example/' } }],
  ])('the members of showNotification, with the address in %s', (_, more) => {
    expect(json({ title: 'T', body: 'B', ...more }).drafts).toMatchObject([
      { title: 'T', text: 'B', link: 'https://a.example/', guid: null },
    ])
  })

  it('an envelope, an id, a relative or dangerous address', () => {
    expect(json({ notification: { title: 'T', body: 'T', id: 'n1' }, data: { link: '/x' } }).drafts).toMatchObject([
      { guid: 'n1', title: 'T', text: null, link: null },
    ])
    expect(json({ title: 'T', url: 'javascript:alert(1)' }).drafts).toMatchObject([{ link: null }])
  })

  it('an entry of a feed, in each grammar, says nothing of the publisher', () => {
    const atom =
      '<entry xmlns="http://www.w3.org/2005/Atom"><id>urn:1</id><title>One</title><link href="https://a.example/1"/></entry>'
    const item = '<item><title>Two</title><guid>g2</guid><link>https://a.example/2</link></item>'
    expect(read(atom)).toMatchObject({ publisher: null, drafts: [{ guid: 'urn:1', link: 'https://a.example/1' }] })
    expect(read(item)).toMatchObject({ publisher: null, drafts: [{ guid: 'g2', title: 'Two' }] })
    expect(read(`<?xml version="1.0"?>\n${item}`).drafts).toMatchObject([{ guid: 'g2' }])
    const feedItem = { id: '3', url: 'https://a.example/3', content_html: '<p>x</p>', title: 'Three' }
    expect(json(feedItem)).toMatchObject({ publisher: null, drafts: [{ guid: '3', title: 'Three', html: '<p>x</p>' }] })
    expect(json({ version: 'https://jsonfeed.org/version/1.1', title: 'F', items: [feedItem] })).toMatchObject({
      publisher: null,
      drafts: [{ guid: '3' }],
    })
  })

  it('any other JSON, and text', () => {
    expect(json({ headline: 'H', price: 3 }).drafts).toMatchObject([{ title: 'H' }])
    expect(json([{ title: 'A' }, { title: 'B' }]).drafts).toHaveLength(2)
    expect(read('First line\nand more').drafts).toMatchObject([{ title: 'First line', text: 'and more' }])
    expect(read('{broken').drafts).toMatchObject([{ title: '{broken' }])
    expect(read('   ').drafts).toEqual([])
  })

  it('never throws anything but a TransportError', () => {
    const members = fc.dictionary(
      fc.constantFrom('web_push', 'notification', 'title', 'body', 'tag', 'data', 'actions', 'url', '__proto__', 'id'),
      fc.jsonValue({ maxDepth: 2 }),
    )
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          members.map((value) => JSON.stringify(value)),
        ),
        (payload) => {
          try {
            read(payload)
          } catch (error) {
            expect(error).toBeInstanceOf(TransportError)
          }
        },
      ),
    )
  })
})
