import { describe, expect, it } from 'vitest'
import { addressReach, literalReach } from '../../src-main/transports/addresses'

describe('who can be behind an address', () => {
  it.each(['1.1.1.1', '2606:4700::1111', '::ffff:1.1.1.1', '64:ff9b::101:101', '2002:101:101::1'])(
    '%s: anyone',
    (address) => expect(addressReach(address)).toBe('public'),
  )

  it.each([
    ...[
      '127.0.0.1',
      '127.127.127.127',
      '0.0.0.0',
      '10.1.2.3',
      '172.16.0.1',
      '192.168.0.1',
      '169.254.169.254',
      '100.64.0.1',
    ],
    ...[
      '::',
      '::1',
      '::ffff:127.0.0.1',
      '::127.0.0.1',
      'fe80::1',
      'fe80::1%eth0',
      'fd12::1',
      '64:ff9b::a00:1',
      '2002:a00:1::',
    ],
  ])('%s: this machine or network', (address) => expect(addressReach(address)).toBe('local'))

  it.each([
    '224.0.0.1',
    'ff02::1',
    '255.255.255.255',
    '240.0.0.1',
    '198.18.0.1',
    '192.0.2.1',
    '2001:db8::1',
    'no address',
    '',
  ])('%s: neither', (address) => expect(addressReach(address)).toBe('special'))
})

describe('an address written as one', () => {
  it.each([
    ['http://2130706433/', 'local'],
    ['http://0177.0.0.1/', 'local'],
    ['http://127.1/', 'local'],
    ['http://0/', 'local'],
    ['http://[0:0:0:0:0:ffff:127.0.0.1]', 'local'],
    ['http://LOCALHOST/', 'local'],
    ['http://app.localhost./', 'local'],
    ['http://0o177.0.0.1.example/', null],
    ['http://example.com/', null],
    ['http://8.8.8.8/', 'public'],
  ] as const)('%s is %s', (url, expected) => expect(literalReach(new URL(url))).toBe(expected))
})
