import { describe, expect, it } from 'vitest'
import { completeAddress } from '../../src-main/detect/address'

describe('addresses as people type them', () => {
  it.each([
    ['example.org', 'https://example.org/'],
    [' <example.org/news?x=1#top> ', 'https://example.org/news?x=1'],
    ['//example.org/a', 'https://example.org/a'],
    ['localhost:3000', 'http://localhost:3000/'],
    ['localhost', 'http://localhost/'],
    ['127.0.0.1:8080/feed', 'http://127.0.0.1:8080/feed'],
    ['[::1]:8080', 'http://[::1]:8080/'],
    ['nas.local/rss', 'http://nas.local/rss'],
    ['example.org:8443/x', 'https://example.org:8443/x'],
    ['https://user:word@example.org/x', 'https://user:word@example.org/x'],
    ['HTTP://Example.org/Path', 'http://example.org/Path'],
    ['feed:https://example.org/a', 'https://example.org/a'],
    ['feed://example.org/a', 'https://example.org/a'],
    ['feed://https://example.org/a', 'https://example.org/a'],
    ['feed://https//example.org/a', 'https://example.org/a'],
    ['crier:https://example.org/a', 'https://example.org/a'],
    ['crier:subscribe?url=https%3A%2F%2Fexample.org%2Fa', 'https://example.org/a'],
    ['crier://https%3A%2F%2Fexample.org%2Fa', 'https://example.org/a'],
    ['ws://example.org', 'ws://example.org/'],
    ['wss://example.org/s', 'wss://example.org/s'],
    ['bücher.example', 'https://xn--bcher-kva.example/'],
    ['http://intranet/feed', 'http://intranet/feed'],
  ])('%s', (typed, wanted) => expect(completeAddress(typed).url.href).toBe(wanted))

  it.each([
    '',
    '  ',
    'two words',
    'news',
    'mailto:a@example.org',
    'file:///etc/passwd',
    'javascript:alert(1)',
    'ftp://example.org/',
    'http://',
    'https://a b/',
    'data:text/html,x',
    'feed:file:///etc/passwd',
    '0://elsewhere.example:80;http://example.org:80/',
    '127.0.0.1://example.org/',
  ])('refuses "%s" in words', (typed) =>
    expect(() => completeAddress(typed)).toThrow(expect.objectContaining({ kind: 'invalidAddress' })),
  )
})
