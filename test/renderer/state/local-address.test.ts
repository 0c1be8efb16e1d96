import { describe, expect, it } from 'vitest'
import { isLocalAddress } from '../../../src-renderer/state/local-address'

describe('local addresses', () => {
  it.each([
    'localhost',
    'http://localhost:8080/x',
    'http://LOCALHOST./x',
    'http://reader.localhost/',
    'wss://127.9.9.9/live',
    'https://10.1.2.3',
    'https://172.16.0.1',
    'https://172.31.255.255',
    'https://192.168.1.20:8443/feed',
    'https://169.254.169.254/latest/meta-data/',
    'http://0.0.0.0/',
    'http://0/',
    'http://100.64.0.1/',
    'http://100.127.255.255/',
    'https://printer.local/',
    'https://nas/',
    'https://fritz.box.lan/',
    'https://wiki.internal/',
    'https://box.home.arpa./',
  ])('%s is one', (address) => {
    expect(isLocalAddress(address)).toBe(true)
  })

  it.each([
    ['decimal', 'http://3232235777/'],
    ['decimal loopback', 'http://2130706433/'],
    ['hexadecimal', 'http://0xC0A80101/'],
    ['octal', 'http://0300.0250.01.01/'],
    ['octal loopback', 'http://0177.0.0.1/'],
    ['shortened', 'ws://0x7f.1/'],
    ['with a dot at its end', 'http://192.168.1.1./'],
    ['percent-encoded', 'http://192.168.1%2E1/'],
    ['in wide digits', 'http://\uFF11\uFF12\uFF17.0.0.1/'],
    ['with an ideographic stop', 'http://192\u3002168\u30021\u30021/'],
    ['behind a name and a password', 'http://news.example:80@192.168.1.1/'],
    ['with a backslash for a slash', 'http:\\\\192.168.1.1\\x'],
    ['broken by a tab', 'http://192.168.1\t.1/'],
  ])('is seen though it is written %s', (_, address) => {
    expect(isLocalAddress(address)).toBe(true)
  })

  it.each([
    ['loopback', '[::1]:9000'],
    ['loopback in full', '[0:0:0:0:0:0:0:1]'],
    ['unspecified', '[::]'],
    ['unique local', '[fd12:3456::1]'],
    ['unique local', '[fc00::]'],
    ['link-local', '[fe80::1]'],
    ['link-local', '[febf:ffff::1]'],
    ['site-local', '[fec0::1]'],
    ['mapped', '[::ffff:192.168.1.1]'],
    ['mapped, in hexadecimal', '[::ffff:7f00:1]'],
    ['mapped carrier-grade', '[::FFFF:100.64.0.1]'],
    ['compatible', '[::10.0.0.1]'],
    ['translated', '[::ffff:0:127.0.0.1]'],
    ['behind NAT64', '[64:ff9b::192.168.1.1]'],
    ['behind a NAT64 of its own', '[64:ff9b:1::1]'],
    ['6to4', '[2002:c0a8:101::1]'],
  ])('is seen in IPv6: %s, %s', (_, host) => {
    expect(isLocalAddress(`http://${host}/x.png`)).toBe(true)
  })

  it.each([
    '',
    ' ',
    'example.org',
    'https://172.15.0.1',
    'https://172.32.0.1',
    'https://11.0.0.1',
    'https://100.63.0.1',
    'https://100.128.0.1',
    'https://192.169.0.1',
    'https://169.253.0.1',
    'https://127.0.0.1.example.org',
    'https://localhost.example.org',
    'https://locals.example',
    'https://[2001:db8::1]/',
    'https://[2002:808:808::1]/',
    'https://[::ffff:8.8.8.8]/',
    'https://[64:ff9b::8.8.8.8]/',
    'https://[ff02::1]/',
    'https://[fbff::1]/',
    'https://example.org/?http://localhost',
    'https://localhost@example.org/',
    'https://',
    'https://[::1',
  ])('%j is none', (address) => {
    expect(isLocalAddress(address)).toBe(false)
  })
})
