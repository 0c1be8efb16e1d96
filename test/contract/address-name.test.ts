import { describe, expect, it } from 'vitest'
import { nameOfAddress } from '../../src-main/contract/address-name'

describe('a channel without a name is called', () => {
  it.each([
    ['by its host', 'https://news.example/', 'news.example'],
    ['with the port', 'http://127.0.0.1:7801/live', '127.0.0.1:7801/live'],
    ['with its path', 'wss://news.example/city/desk/', 'news.example/city/desk'],
    ['by the end of a long path', 'https://news.example/a/b/c/d/e', 'news.example/…/c/d/e'],
    ['without query, name and password', 'https://me:word@news.example/live?token=abc#x', 'news.example/live'],
    ['without keys', 'https://api.example/bot123456:AAF3xyz/getUpdates', 'api.example/…/getUpdates'],
    ['without longer keys', 'https://push.example/p/0a1b2c3d4e5f6a7b8c9d', 'push.example/p/…'],
    ['in its own letters', 'https://example.org/%C3%BCber/%D8%A3', 'example.org/über/أ'],
    ['without letters that turn the line', 'https://example.org/%E2%80%AEevil', 'example.org/…'],
    ['with a broken escape left out', 'https://example.org/%zz', 'example.org/…'],
    ['as it stands when it is no address', 'nonsense', 'nonsense'],
  ])('%s', (_, address, name) => expect(nameOfAddress(address)).toBe(name))
})
