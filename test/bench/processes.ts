import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { resolve } from 'node:path'

/** Pages and clock ticks as Linux counts them. */
const CLOCK_TICKS_PER_SECOND = 100

export const root = process.cwd()

export async function firstLine(child: ChildProcess): Promise<string> {
  if (child.stdout === null) throw new Error('The child has no output to read')
  const lines = createInterface({ input: child.stdout })
  const [line] = (await once(lines, 'line')) as [string]
  return line
}

export interface Publisher {
  port: number
  stop(): void
}

/** Starts the publisher as a process of its own. */
export async function startPublisher(spread = 0): Promise<Publisher> {
  const child = spawn(process.execPath, [resolve(root, 'out/bench/publisher.mjs')], {
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    env: { ...process.env, SPREAD: String(spread) },
  })
  return { port: Number(await firstLine(child)), stop: () => child.kill() }
}

export interface ServedReader {
  pid: number
  /** With the token. */
  address: string
  call(name: string, argument: unknown): Promise<unknown>
  stop(): Promise<void>
}

/** Starts the browser shell as a person would and waits for the line with its address. */
export async function startReader(dataFolder: string, nodeArguments: readonly string[] = []): Promise<ServedReader> {
  const child = spawn(
    process.execPath,
    [...nodeArguments, resolve(root, 'out/main/crier.js'), 'serve', '--no-open', '--port', '0', '--data', dataFolder],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  )
  const line = await firstLine(child)
  const address = /https?:\/\/\S+/.exec(line)?.[0]
  if (address === undefined || child.pid === undefined) throw new Error(`serve printed no address: ${line}`)
  const url = new URL(address)
  const token = url.searchParams.get('token') ?? ''
  return {
    pid: child.pid,
    address,
    async call(name, argument) {
      const response = await fetch(new URL(`/call/${name}`, url), {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${token}` },
        body: JSON.stringify({ argument }),
      })
      const result = (await response.json()) as { ok: boolean; answer: unknown; error?: { message: string } }
      if (!result.ok) throw new Error(`${name}: ${result.error?.message}`)
      return result.answer
    },
    async stop() {
      const ended = once(child, 'exit')
      child.kill('SIGTERM')
      await ended
    },
  }
}

/** Resident memory of a process, bytes. */
export function residentBytes(pid: number): number {
  const line = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))
  return Number(line?.[1]) * 1024
}

/** Processor time a process has used, milliseconds. */
export function processorMs(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ')
  return ((Number(fields[11]) + Number(fields[12])) * 1000) / CLOCK_TICKS_PER_SECOND
}

export function wait(milliseconds: number): Promise<void> {
  return new Promise((done) => {
    setTimeout(done, milliseconds)
  })
}

/** Asks until the answer is yes. @throws Error when it never is. */
export async function until(what: string, isSo: () => boolean | Promise<boolean>, timeoutMs = 120_000): Promise<void> {
  const end = performance.now() + timeoutMs
  while (!(await isSo())) {
    if (performance.now() > end) throw new Error(`Waited ${timeoutMs} ms in vain: ${what}`)
    await wait(25)
  }
}
