import { cleanup, fireEvent, screen } from '@testing-library/react'
import { afterEach, describe, expect, it } from 'vitest'
import type { Notice } from '../../src-main/contract/index'
import { en } from '../../src-renderer/text/en'
import { noticeWords } from '../../src-renderer/views/notices/notice-words'
import Notices from '../../src-renderer/views/notices/Notices'
import { createFakeHost } from '../fakes/host/fake-host'
import { channel } from '../fakes/host/sample-channels'
import { callsOf, draw } from './draw'

const channels = [channel({ id: 1, title: 'Harbour Wire' }), channel({ id: 2, title: 'Builds' })]
const byId = new Map(channels.map((one) => [one.id, one]))
const notice = (body: Notice['body'], more: Partial<Notice> = {}): Notice => ({
  id: 1,
  at: 0,
  level: 'info',
  body,
  ...more,
})
const words = (body: Notice['body']) => noticeWords(notice(body), en, byId, 'en')

describe('the words of notices', () => {
  it('say what was missed, what came back and what did not', () => {
    const back = { kind: 'back' as const, missed: 14, recovered: 14, mayBeLost: [] }
    expect(words(back)).toBe('Back. 14 missed, 14 recovered.')
    expect(words({ ...back, recovered: 11, mayBeLost: [1] })).toBe(
      'Back. 14 missed, 11 recovered. Some may be lost: Harbour Wire keeps no history.',
    )
    expect(words({ ...back, recovered: 11, mayBeLost: [1, 2] })).toBe(
      'Back. 14 missed, 11 recovered. Some may be lost: Harbour Wire and Builds keep no history.',
    )
    expect(words({ ...back, missed: 0, recovered: 0 })).toBe('Back. Nothing was missed.')
  })

  it('say what became of a damaged database', () => {
    const aside = {
      kind: 'databaseSetAside' as const,
      file: 'crier.2026-11-20.db',
      recoveredItems: 4_120,
      recoveredChannels: 1,
    }
    expect(words(aside)).toContain('set aside as crier.2026-11-20.db')
    expect(words(aside)).toContain('Brought over: 1 channel and 4,120 items.')
    expect(words({ ...aside, recoveredItems: 0, recoveredChannels: 0 })).toContain('Nothing in it could be read.')
  })

  it('say the rest', () => {
    expect(words({ kind: 'channelMoved', channelId: 1, from: 'a', to: 'https://b.example/' })).toBe(
      '“Harbour Wire” moved for good. Crier now follows https://b.example/.',
    )
    expect(words({ kind: 'imported', added: 1, skipped: 0, failed: 2 })).toBe('1 channel added, 2 could not be added.')
    expect(words({ kind: 'storageTrouble', message: 'the disk is full.' })).toBe('Trouble storing: the disk is full.')
    expect(words({ kind: 'text', message: 'Hello.' })).toBe('Hello.')
  })
})

describe('notices', () => {
  afterEach(cleanup)

  it('stand, newest first, until they are dismissed', async () => {
    const host = createFakeHost({
      channels,
      snapshot: {
        notices: [
          notice({ kind: 'text', message: 'Older.' }),
          notice({ kind: 'text', message: 'Newer.' }, { id: 2, level: 'error' }),
        ],
      },
      calls: { 'notices.dismiss': () => null },
    })
    await draw(host, <Notices />)
    expect(screen.getByRole('alert').textContent).toContain('Newer.')
    fireEvent.click(screen.getAllByRole('button', { name: 'Dismiss this notice' })[0]!)
    expect(callsOf(host, 'notices.dismiss')).toEqual([{ id: 2 }])
    host.push('notice.removed', { id: 2 })
    expect(await screen.findByText('Older.')).toBeTruthy()
    expect(screen.queryByText('Newer.')).toBeNull()
  })
})
