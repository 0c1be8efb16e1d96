import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parsePayload } from '../../../src-main/core/formats/index'

const read = (payload: string) =>
  parsePayload({ payload, contentType: null, baseUrl: 'https://a.example/b', topic: null, mapping: {}, format: 'page' })
const first = (payload: string) => read(payload).drafts[0]

describe('a page that is news itself', () => {
  it('has its title, else its first heading, and all that stands in it', () => {
    const html =
      '<html><head><title> A &amp;\n B </title><link rel=canonical href="/c"></head><h1>x</h1><p>words</html>'
    expect(first(html)).toMatchObject({ title: 'A & B', link: 'https://a.example/c', html })
    expect(first('<h2>Only <em>this</em></h2><p>words')).toMatchObject({ title: 'Only this', link: null })
    expect(first('<p>words')).toMatchObject({ title: null, html: '<p>words' })
    expect(read('<p>words').format).toBe('HTML')
  })

  it('without words is no item', () => {
    expect(read('<html><script>var a = 1</script><style>b{}</style></html>').drafts).toEqual([])
  })

  it('takes any text', () => {
    fc.assert(fc.property(fc.string(), (text) => void read(text)))
  })
})
