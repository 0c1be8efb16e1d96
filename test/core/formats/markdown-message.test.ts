import { expect, it } from 'vitest'
import { parsePayload } from '../../../src-main/core/formats/index'

const read = (payload: string, contentType: string | null) =>
  parsePayload({ payload, contentType, baseUrl: 'mqtt://host/', topic: null, mapping: {} }).drafts

it('a message that says it is Markdown is shown as such, and others as they are', () => {
  const text = '# Doors *open*\n\nAt **nine**, see [the plan](https://example.org/plan).'
  expect(read(text, 'text/markdown; charset=utf-8')).toMatchObject([
    { title: 'Doors *open*', text: null, html: expect.stringContaining('<strong>nine</strong>') as string },
  ])
  expect(read(text, 'text/plain')).toMatchObject([{ html: null, title: '# Doors *open*' }])
  expect(read('one line', 'text/markdown')).toMatchObject([{ title: 'one line', html: null }])
})

it('a link that is relative to a broker leads nowhere', () => {
  expect(read('{"title":"a","link":"/b"}', 'application/json')).toMatchObject([{ title: 'a', link: null }])
})
