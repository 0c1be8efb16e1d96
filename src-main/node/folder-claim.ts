import { mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'

/**
 * One reader per data folder. The reader that holds it leaves `reader.json`, readable by its user alone, so that
 * commands find it. A file whose process is gone, or where nobody answers, is left over from a crash.
 */
export interface RunningReader {
  pid: number
  /** `http://127.0.0.1:PORT` */
  origin: string
  token: string
}

export type Claim =
  | { held: true; announce(reader: Omit<RunningReader, 'pid'>): void; release(): void }
  | { held: false; running: RunningReader }

/** Another process holds the folder but does not answer. */
export class FolderBusy extends Error {
  override readonly name = 'FolderBusy'
}

interface ReaderFile {
  pid: number
  /** Null while the reader is starting. */
  url: string | null
  token: string | null
}

const PING_TIMEOUT_MS = 2_000
/** A reader needs this long to open a large database; after that it is not starting but stuck. */
const STARTING_MS = 15_000
const LOOK_AGAIN_MS = 50
/** A file that cannot be read may be in the middle of being written, but not for longer than this. */
const HALF_WRITTEN_MS = 1_000

export function readerFile(folder: string): string {
  return join(folder, 'reader.json')
}

/**
 * Takes the folder for this process, or tells who has it.
 * @throws FolderBusy when its holder lives but does not answer.
 */
export async function claimFolder(folder: string): Promise<Claim> {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const file = readerFile(folder)
  for (;;) {
    if (create(file)) return heldClaim(file)
    const running = await findRunning(folder, STARTING_MS)
    if (running !== null) return { held: false, running }
    rmSync(file, { force: true })
  }
}

/**
 * The reader at work on this folder, null when there is none. Waits for one that is starting, up to `patienceMs`.
 * @throws FolderBusy when it lives but does not answer.
 */
export async function findRunning(folder: string, patienceMs = STARTING_MS): Promise<RunningReader | null> {
  const file = readerFile(folder)
  const deadline = Date.now() + patienceMs
  for (;;) {
    const found = read(file)
    if (found === null && ageOf(file) < HALF_WRITTEN_MS) {
      await wait(LOOK_AGAIN_MS)
      continue
    }
    if (found === null || found.pid === process.pid || !isAlive(found.pid)) return null
    if (found.url !== null && found.token !== null) {
      const running = { pid: found.pid, origin: found.url, token: found.token }
      const pinged = await ping(running)
      if (pinged === 'answers') return running
      if (pinged === 'nobody') return null
    }
    if (Date.now() > deadline) {
      // A process id is used again after a while: an old file without an address says nothing about its new owner.
      if (found.url === null && ageOf(file) > STARTING_MS * 4) return null
      throw new FolderBusy(
        `Another Crier (process ${String(found.pid)}) holds ${folder} but does not answer. End it, then try again.`,
      )
    }
    await wait(LOOK_AGAIN_MS)
  }
}

function heldClaim(file: string): Claim {
  return {
    held: true,
    announce({ origin, token }) {
      const content: ReaderFile = { pid: process.pid, url: origin, token }
      writeFileSync(`${file}.new`, JSON.stringify(content), { mode: 0o600 })
      renameSync(`${file}.new`, file)
    },
    release() {
      if (read(file)?.pid === process.pid) rmSync(file, { force: true })
    },
  }
}

/** Creates the file unless it exists: the one step that two readers starting at once cannot both take. */
function create(file: string): boolean {
  try {
    writeFileSync(file, JSON.stringify({ pid: process.pid, url: null, token: null } satisfies ReaderFile), {
      flag: 'wx',
      mode: 0o600,
    })
    return true
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false
    throw error
  }
}

function read(file: string): ReaderFile | null {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return null
    throw error
  }
  try {
    const value: unknown = JSON.parse(text)
    return isReaderFile(value) ? value : null
  } catch (error) {
    // Cut off by a crash in the middle of writing.
    if (error instanceof SyntaxError) return null
    throw error
  }
}

function isReaderFile(value: unknown): value is ReaderFile {
  if (typeof value !== 'object' || value === null) return false
  const { pid, url, token } = value as Partial<Record<string, unknown>>
  const isText = (part: unknown): boolean => part === null || typeof part === 'string'
  return Number.isSafeInteger(pid) && Number(pid) > 0 && isText(url) && isText(token)
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    // EPERM: it lives and belongs to somebody else.
    return hasCode(error, 'EPERM')
  }
}

/** `nobody`: the port is closed or belongs to another program. `silent`: somebody took the connection and said nothing. */
async function ping({ origin, token }: RunningReader): Promise<'answers' | 'nobody' | 'silent'> {
  try {
    const response = await fetch(`${origin}/ping`, {
      headers: { Authorization: `Bearer ${token}` },
      signal: AbortSignal.timeout(PING_TIMEOUT_MS),
    })
    return response.ok && ((await response.json()) as { name?: unknown }).name === 'crier' ? 'answers' : 'nobody'
  } catch (error) {
    return error instanceof Error && error.name === 'TimeoutError' ? 'silent' : 'nobody'
  }
}

function ageOf(file: string): number {
  return Date.now() - (statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? -Infinity)
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code
}
