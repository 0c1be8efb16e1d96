import { cleanup, fireEvent, screen, waitFor } from '@testing-library/react'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { EMPTY_TALLY } from '../../src-main/contract/index'
import { ChannelCounters } from '../../src-renderer/views/channel-edit/ChannelCounters'
import { createFakeHost } from '../fakes/host/fake-host'
import { channel } from '../fakes/host/sample-channels'
import { draw } from './draw'

const countOf = (name: string) => screen.getByText(name).nextElementSibling?.textContent

describe('what was counted about a channel', () => {
  afterEach(() => {
    cleanup()
    vi.unstubAllGlobals()
  })

  it('is all there, losses marked', async () => {
    const tally = { ...EMPTY_TALLY, received: 48_211, dropped: 9, bytes: 48_211_733 }
    await draw(createFakeHost(), <ChannelCounters channel={channel({ id: 1, kind: 'sse', tally })} />)
    expect(countOf('Events received')).toBe('48,211')
    expect(countOf('Data received')).toBe('48.2 MB')
    const lost = screen.getByText('Left out (over a limit or unreadable)').parentElement
    expect(lost?.hasAttribute('data-loss')).toBe(true)
    expect(screen.getByText('Cut short').parentElement?.hasAttribute('data-loss')).toBe(false)
    // A stream is not asked, so nothing is said of asking.
    expect(screen.queryByText('Times asked')).toBeNull()
  })

  it('gives the last trouble to take along', async () => {
    const writeText = vi.fn(() => Promise.resolve())
    vi.stubGlobal('navigator', { ...navigator, languages: ['en'], clipboard: { writeText } })
    const error = { kind: 'unauthorized' as const, message: 'It wants a token (401).', detail: 'HTTP 401' }
    const troubled = channel({ id: 1, url: 'https://wire.example/', state: { status: 'needsYou', since: 0, error } })
    await draw(createFakeHost(), <ChannelCounters channel={troubled} />)
    fireEvent.click(screen.getByRole('button', { name: 'Copy the details' }))
    expect(writeText).toHaveBeenCalledWith('It wants a token (401).\nhttps://wire.example/\nunauthorized\nHTTP 401')
    await waitFor(() => expect(screen.getByRole('button', { name: 'Copied' })).toBeTruthy())
  })
})
