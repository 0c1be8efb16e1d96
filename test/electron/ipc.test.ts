import { describe, expect, it } from 'vitest'
import { CALL_CHANNEL, connectIpc, PUSH_CHANNEL } from '../../src-main/electron/ipc'
import { createFakeElectron, FakeWindow } from '../fakes/electron'
import { recordingLog, recordingReader, settle } from './desk'

function connected() {
  const fake = createFakeElectron()
  const reader = recordingReader()
  const ipc = connectIpc({ ipcMain: fake.platform.ipcMain, reader, log: recordingLog() })
  const window = new FakeWindow({})
  ipc.admit(window)
  const event = { sender: window.webContents, senderFrame: { url: 'app://crier/', parent: null } }
  return { fake, reader, ipc, window, event }
}
const push = { name: 'reader.changed', seq: 5, payload: { online: true, pausedUntil: null } } as const

describe('calls', () => {
  it('reach the reader from our page, and the answer goes back as it is', async () => {
    const { fake, reader, event } = connected()
    expect(await fake.invoke(CALL_CHANNEL, event, 'undo', { token: 3 })).toEqual({ ok: true, answer: null })
    expect(reader.calls).toEqual([{ name: 'undo', argument: { token: 3 } }])
  })

  it.each<[string, (window: FakeWindow) => object]>([
    ['a window that is not ours', () => ({ sender: {}, senderFrame: { url: 'app://crier/', parent: null } })],
    ['a frame inside our page', (w) => ({ sender: w.webContents, senderFrame: { url: 'app://crier/', parent: {} } })],
    ['a page from the net', (w) => ({ sender: w.webContents, senderFrame: { url: 'https://crier/', parent: null } })],
    ['a look-alike', (w) => ({ sender: w.webContents, senderFrame: { url: 'app://crier.example/', parent: null } })],
    ['a blank page', (w) => ({ sender: w.webContents, senderFrame: { url: 'about:blank', parent: null } })],
    ['a frame that is gone', (w) => ({ sender: w.webContents, senderFrame: null })],
  ])('are refused from %s', async (_name, sender) => {
    const { fake, reader, window } = connected()
    const result = await fake.invoke(CALL_CHANNEL, sender(window), 'snapshot.get', null)
    expect(result).toMatchObject({ ok: false, error: { kind: 'unavailable' } })
    expect(reader.calls).toEqual([])
  })

  it.each([undefined, null, 4, {}, ['snapshot.get']])('are refused when the name is %j', async (name) => {
    const { fake, reader, event } = connected()
    expect(await fake.invoke(CALL_CHANNEL, event, name)).toMatchObject({ ok: false, error: { kind: 'badArgument' } })
    expect(reader.calls).toEqual([])
  })

  it('stop being answered from a closed window', async () => {
    const { fake, reader, window, event } = connected()
    window.destroy()
    expect(await fake.invoke(CALL_CHANNEL, event, 'snapshot.get', null)).toMatchObject({ ok: false })
    expect(reader.calls).toEqual([])
  })
})

describe('pushes', () => {
  it('go to every window, and to none that is gone', () => {
    const { reader, ipc, window } = connected()
    const second = new FakeWindow({})
    ipc.admit(second)
    reader.push(push)
    second.destroy()
    reader.push({ ...push, seq: 6 })
    expect(window.webContents.sent).toEqual([
      { channel: PUSH_CHANNEL, value: push },
      { channel: PUSH_CHANNEL, value: { ...push, seq: 6 } },
    ])
    expect(second.webContents.sent).toHaveLength(1)
  })

  it('stop, and the channel is free again', async () => {
    const { fake, reader, ipc, event } = connected()
    ipc.stop()
    expect(reader.listeners()).toBe(0)
    await expect(fake.invoke(CALL_CHANNEL, event, 'snapshot.get', null)).rejects.toThrow('No handler')
  })
})

describe('listening', () => {
  it('begins when the page takes its snapshot, and anew after a reload', async () => {
    const { fake, ipc, window, event } = connected()
    let heard = 0
    const wait = () => void ipc.listening(window).then(() => (heard += 1))
    wait()
    await settle()
    expect(heard).toBe(0)
    await fake.invoke(CALL_CHANNEL, event, 'snapshot.get', null)
    await settle()
    expect(heard).toBe(1)

    window.webContents.emit('did-start-navigation', { isMainFrame: true, isSameDocument: false })
    wait()
    await settle()
    expect(heard).toBe(1)
    await fake.invoke(CALL_CHANNEL, event, 'snapshot.get', null)
    await settle()
    expect(heard).toBe(2)
  })
})
