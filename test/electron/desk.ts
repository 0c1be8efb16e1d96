/** What the shell's tests sit at: a reader that records, a clock moved by hand, values in memory. */
import {
  DEFAULT_SETTINGS,
  type CallName,
  type ItemSummary,
  type Push,
  type Settings,
  type Snapshot,
} from '@contract/index'
import type { Clock, Json, Log } from '../../src-main/core/ports'
import type { Facts, Reader } from '../../src-main/core/reader'

export interface HandClock extends Clock {
  advance(milliseconds: number): void
  waiting(): number
}

export function handClock(start = Date.UTC(2026, 4, 4, 9, 30)): HandClock {
  let now = start
  const timers = new Set<{ at: number; call: () => void }>()
  return {
    now: () => now,
    after(milliseconds, call) {
      const timer = { at: now + milliseconds, call }
      timers.add(timer)
      return () => timers.delete(timer)
    },
    advance(milliseconds) {
      now += milliseconds
      for (const timer of [...timers].sort((a, b) => a.at - b.at)) {
        if (timer.at > now || !timers.delete(timer)) continue
        timer.call()
      }
    },
    waiting: () => timers.size,
  }
}

export interface RecordingReader extends Reader {
  calls: { name: CallName; argument: unknown }[]
  log: string[]
  shown: { name: string; payload: unknown }[]
  headlines: ItemSummary[]
  snapshot: Snapshot
  push(push: Push): void
  tell<Name extends keyof Facts>(name: Name, fact: Facts[Name]): void
  listeners(): number
}

export function recordingReader(settings: Partial<Settings> = {}): RecordingReader {
  const pushes = new Set<(push: Push) => void>()
  const facts = new Map<string, Set<(fact: never) => void>>()
  const reader: RecordingReader = {
    calls: [],
    log: [],
    shown: [],
    headlines: [],
    snapshot: snapshotWith(settings),
    push: (push) => {
      for (const listener of [...pushes]) listener(push)
    },
    tell: (name, fact) => {
      for (const listener of facts.get(name) ?? []) listener(fact as never)
    },
    listeners: () => pushes.size + [...facts.values()].reduce((sum, listeners) => sum + listeners.size, 0),
    call(name, argument) {
      reader.calls.push({ name, argument })
      const answer: unknown =
        name === 'snapshot.get'
          ? reader.snapshot
          : name === 'items.page'
            ? { seq: 1, items: reader.headlines, more: false }
            : null
      return Promise.resolve({ ok: true, answer: answer as never }) // the answers the shell reads are the two above
    },
    onPush(listener) {
      pushes.add(listener)
      return () => pushes.delete(listener)
    },
    onFact(name, listener) {
      const listeners = facts.get(name) ?? new Set()
      facts.set(name, listeners.add(listener))
      return () => listeners.delete(listener)
    },
    show(name, payload) {
      reader.shown.push({ name, payload })
      reader.push({ name, payload, seq: 1 } as Push)
    },
    start: () => reader.log.push('start'),
    pause: () => reader.log.push('pause'),
    resume: () => reader.log.push('resume'),
    network: (online) => reader.log.push(online ? 'online' : 'offline'),
    stop: () => {
      reader.log.push('stop')
      return Promise.resolve()
    },
  }
  return reader
}

export function snapshotWith(settings: Partial<Settings>): Snapshot {
  return {
    seq: 1,
    channels: [],
    counts: { all: 0, unread: 0, starred: 0, important: 0 },
    settings: { ...DEFAULT_SETTINGS, ...settings },
    notices: [],
    shell: {
      kind: 'electron',
      version: '0.1.0',
      platform: 'linux',
      can: { tickerWindow: true, startAtLogin: true, tray: true },
      dataFolder: '/data',
    },
    pausedUntil: null,
    online: true,
  }
}

export function headline(id: number, title: string): ItemSummary {
  return {
    id,
    channelId: 7,
    title,
    snippet: '',
    link: null,
    author: null,
    image: null,
    publishedAt: null,
    sortAt: id,
    arrival: { how: 'push', receivedAt: id, delayMs: null },
    important: false,
    priority: null,
    section: null,
    idle: false,
    status: { read: false, starred: false },
  }
}

/** The two functions of the store that windows use. */
export function valuesInMemory(values: Record<string, Json> = {}) {
  const kept = new Map<string, Json | null>(Object.entries(values))
  return {
    getValue: (name: string): Json | null => kept.get(name) ?? null,
    setValue(name: string, value: Json | null): void {
      kept.set(name, value)
    },
  }
}

export interface RecordingLog extends Log {
  lines: string[]
}

export function recordingLog(): RecordingLog {
  const lines: string[] = []
  const write = (message: string, facts?: Record<string, unknown>): void => {
    lines.push(facts === undefined ? message : `${message} ${JSON.stringify(facts)}`)
  }
  return { lines, info: write, warn: write, error: write }
}

/** Lets promises that are already settled run on. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve()
}
