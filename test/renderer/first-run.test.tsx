import { cleanup, fireEvent, screen, waitFor } from '@testing-library/react'
import { afterEach, describe, expect, it } from 'vitest'
import FirstRun from '../../src-renderer/views/first-run/FirstRun'
import { CallFailed } from '../../src-renderer/host/call-failed'
import { createFakeHost } from '../fakes/host/fake-host'
import { callsOf, draw } from './draw'

describe('the first run', () => {
  afterEach(cleanup)
  const start = () => screen.getByRole<HTMLButtonElement>('button', { name: 'Start' })

  it('starts the demo newsroom with one press', async () => {
    const host = createFakeHost({ calls: { 'demo.start': () => null } })
    await draw(host, <FirstRun />)
    expect(screen.getByRole<HTMLInputElement>('radio', { name: /demo newsroom/ }).checked).toBe(true)
    fireEvent.click(start())
    expect(callsOf(host, 'demo.start')).toEqual([null])
    await waitFor(() => expect(start().disabled).toBe(false))
  })

  it('says why the newsroom did not start, and can be tried again', async () => {
    const host = createFakeHost({
      calls: {
        'demo.start': () => {
          throw new CallFailed({ kind: 'unavailable', message: 'No port is free.' })
        },
      },
    })
    const client = await draw(host, <FirstRun />)
    fireEvent.click(start())
    await waitFor(() => expect(client.store.getState().interface.toasts[0]?.message).toBe('No port is free.'))
    expect(start().disabled).toBe(false)
  })

  it('goes to adding a channel of one’s own', async () => {
    const client = await draw(createFakeHost(), <FirstRun />)
    fireEvent.click(screen.getByRole('radio', { name: /of my own/ }))
    fireEvent.click(start())
    expect(client.store.getState().interface.dialog).toEqual({ kind: 'add' })
  })
})
