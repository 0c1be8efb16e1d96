import { describe, expect, it } from 'vitest'
import { parsePayload } from '../../../../src-main/core/formats/index'
import { TransportError } from '../../../../src-main/core/ports'

const read = (payload: Uint8Array | string, contentType: string | null = 'application/x-cdf') =>
  parsePayload({
    payload: typeof payload === 'string' ? Buffer.from(payload) : payload,
    contentType,
    baseUrl: 'https://fair.example/x.cdf',
    topic: null,
    mapping: {},
  })

function failureOf(payload: Uint8Array | string): TransportError {
  try {
    read(payload)
  } catch (error) {
    if (error instanceof TransportError) return error
    throw error
  }
  throw new Error('was read')
}

describe('a channel document', () => {
  it.each([
    '<CHANNEL><TITLE>x</TITLE></CHANNEL>',
    '\ufeff \n<?XML VERSION="1.0"?><!-- c --><!DOCTYPE Channel SYSTEM "x.dtd"><channel/>',
    '<Channel HREF="a"><Title>x</Title><Item HREF="b"><description>y</description></Item></Channel>',
  ])('is known by its first element, whatever it is served as: %s', (text) => {
    for (const type of ['application/x-cdf', 'text/html', 'text/plain', 'application/octet-stream', 'text/xml'])
      expect(read(text, type).format).toBe('CDF')
  })

  it.each([
    ['RSS', '<rss version="2.0"><channel><title>x</title><item><title>i</title></item></channel></rss>'],
    [
      'RSS',
      '<Channel xmlns="http://purl.org/net/rss1.1#"><title>x</title><items><item><title>i</title></item></items></Channel>',
    ],
    [
      'RSS',
      '<channel><title>x</title><link>http://a.example/</link><item><title>i</title><link>http://a.example/1</link></item></channel>',
    ],
    ['Atom', '<feed xmlns="http://www.w3.org/2005/Atom"><title>channel</title><entry><title>i</title></entry></feed>'],
  ])('is not %s, which has channels too', (format, text) => {
    expect(read(text).format).toContain(format)
    expect(read(text).drafts).toHaveLength(1)
  })

  it.each<[string, number[] | string]>([
    ['NetCDF', [0x43, 0x44, 0x46, 1, 0, 0]],
    ['NetCDF', [0x43, 0x44, 0x46, 2, 0, 0]],
    ['NetCDF', [0x43, 0x44, 0x46, 5, 0, 0]],
    ['NASA', [0xcd, 0xf3, 0, 1, 0, 0]],
    ['NASA', [0xcd, 0xf2, 0x60, 2, 0, 0]],
    ['HDF5', [0x89, 0x48, 0x44, 0x46, 13, 10]],
    ['Office', [0xd0, 0xcf, 0x11, 0xe0, 1]],
    ['Wolfram', '(* Content-type: application/vnd.wolfram.cdf.text *)\n<channel>'],
  ])('is not %s, which has the same ending: refused in words', (name, bytes) => {
    const failure = failureOf(typeof bytes === 'string' ? bytes : Uint8Array.from(bytes))
    expect(failure.kind).toBe('wrongType')
    expect(failure.message).toContain(name)
    expect(failure.message).toContain('.cdf')
  })
})
