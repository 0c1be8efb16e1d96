import { describe, expect, it } from 'vitest'
import {
  EMPTY_FORM,
  headersOf,
  isUsable,
  listOf,
  mappingOf,
  mappingRows,
  settingsOf,
} from '../../src-renderer/state/channel-form'
import { looksLikeOpml } from '../../src-renderer/views/add-channel/use-opml'

describe('what was written about a channel', () => {
  it('says nothing when nothing was written', () => {
    expect(settingsOf(EMPTY_FORM)).toEqual({})
    expect(isUsable(EMPTY_FORM)).toBe(true)
  })

  it('becomes settings', () => {
    const form = {
      ...EMPTY_FORM,
      headers: [
        { name: ' X-Api-Key ', value: ' k1 ' },
        { name: '', value: '' },
      ],
      subprotocols: 'v2, v1,,',
      greeting: '{"subscribe":"all"}',
      mapping: [
        { field: 'title' as const, pointer: ' /data/headline ' },
        { field: 'link' as const, pointer: '' },
      ],
      pollMinutes: '30',
      acceptSelfSigned: true,
    }
    expect(settingsOf(form)).toEqual({
      headers: { 'X-Api-Key': 'k1' },
      subprotocols: ['v2', 'v1'],
      greeting: '{"subscribe":"all"}',
      mapping: { title: '/data/headline' },
      pollMinutes: 30,
      acceptSelfSigned: true,
    })
  })

  it('sends a token as a bearer, once, and instead of another Authorization', () => {
    expect(headersOf({ headers: [], token: 'abc' })).toEqual({ Authorization: 'Bearer abc' })
    expect(headersOf({ headers: [{ name: 'authorization', value: 'Basic x' }], token: 'Bearer abc' })).toEqual({
      Authorization: 'Bearer abc',
    })
    expect(headersOf({ headers: [{ name: 'authorization', value: 'Basic x' }], token: ' ' })).toEqual({
      authorization: 'Basic x',
    })
  })

  it('is not usable while a row is wrong', () => {
    expect(isUsable({ ...EMPTY_FORM, mapping: [{ field: 'title', pointer: 'x' }] })).toBe(false)
    expect(isUsable({ ...EMPTY_FORM, headers: [{ name: '', value: 'secret' }] })).toBe(false)
    expect(isUsable({ ...EMPTY_FORM, headers: [{ name: 'Host', value: 'x' }] })).toBe(false)
    expect(isUsable({ ...EMPTY_FORM, headers: [{ name: 'X', value: 'a\nb' }] })).toBe(false)
    expect(isUsable({ ...EMPTY_FORM, subprotocols: 'v1, two words' })).toBe(false)
    expect(isUsable({ ...EMPTY_FORM, pollMinutes: '5' })).toBe(false)
  })

  it('goes to rows and back', () => {
    const mapping = { title: '/t', image: '/i/0' }
    expect(mappingOf(mappingRows(mapping))).toEqual(mapping)
    expect(listOf(' a , , b ')).toEqual(['a', 'b'])
  })
})

describe('pasted text', () => {
  it.each(['<opml version="2.0">', '\uFEFF<?xml version="1.0"?>\n<!-- mine -->\n<opml>', '  <OPML >'])(
    '%j is OPML',
    (text) => {
      expect(looksLikeOpml(text)).toBe(true)
    },
  )
  it.each(['https://example.org/opml', '<rss><opml>', '', '<opmlish>'])('%j is not', (text) => {
    expect(looksLikeOpml(text)).toBe(false)
  })
})
