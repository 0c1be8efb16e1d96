import type { Locator, Page } from '@playwright/test'
import type { TransportKind } from '../../src-main/contract'
import { expect } from './crier-test'

/** A technique of the newsroom, and what a new user does to follow it. */
export interface Way {
  kind: TransportKind
  /** The beginning of the channel's title in the demo newsroom. */
  title: string
  /** What the dialog says of it. */
  found: string
  /** What is filled in after it was found. */
  complete?(dialog: Locator): Promise<void>
  /** No items can be had before it is subscribed to. */
  noPreview?: true
  /** Crier asks: it notices no outage of seconds. */
  polled?: true
}

export const WAYS: readonly Way[] = [
  { kind: 'sse', title: 'Stream', found: 'A live event stream.' },
  { kind: 'websocket', title: 'Socket ·', found: 'A live socket.' },
  {
    kind: 'longpoll',
    title: 'Long poll',
    found: 'A long poll',
  },
  { kind: 'poll', title: 'Ajax poll', found: 'A document that can be asked for news.', polled: true },
  { kind: 'stream', title: 'HTTP stream', found: 'A live HTTP stream.' },
  { kind: 'multipart', title: 'Multipart', found: 'A stream of parts that replace each other.' },
  { kind: 'pushlet', title: 'Pushlet', found: 'A Pushlet server.' },
  { kind: 'bayeux', title: 'Bayeux', found: 'A Bayeux server.' },
  { kind: 'signalr', title: 'SignalR', found: 'A SignalR hub.' },
  {
    kind: 'webpush',
    title: 'Web Push',
    found: 'A Web Push address of your own.',
    noPreview: true,
    async complete(dialog) {
      await dialog.getByText('Rarely needed', { exact: true }).click()
      await dialog.getByLabel('Hand the subscription to').fill('/wire/subscriptions')
    },
  },
  { kind: 'ntfy', title: 'ntfy', found: 'Topics of an ntfy server.' },
  {
    kind: 'gotify',
    title: 'Gotify',
    found: 'A Gotify server.',
    noPreview: true,
    complete: (dialog) => dialog.getByLabel('Client token').fill('CLumenWireDemo1'),
  },
  {
    kind: 'pusher',
    title: 'Pusher',
    found: 'An application of the Pusher protocol.',
    noPreview: true,
    complete: (dialog) => dialog.getByRole('textbox', { name: /^Channels/ }).fill('wire'),
  },
  { kind: 'socketio', title: 'Socket.IO', found: 'A Socket.IO server.' },
  { kind: 'feed', title: 'Polled feed', found: 'A feed (RSS', polled: true },
  { kind: 'feed', title: 'Channel (CDF)', found: 'A feed (CDF', polled: true },
]

export const addDialog = (page: Page): Locator => page.getByRole('dialog', { name: 'Add channel' })

/** Chooses a kind by hand, by typing a part of its name. */
export async function chooseKind(dialog: Locator, name: string): Promise<void> {
  await dialog.getByRole('button', { name: /^Kind/ }).click()
  await dialog.getByRole('textbox', { name: 'Find a kind' }).fill(name)
  await dialog.getByRole('radio', { name }).click()
  await expect(dialog.getByRole('button', { name: `Kind ${name}` })).toBeVisible()
}
