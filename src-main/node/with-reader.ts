import type { CallAnswer, CallArgument, CallName, Push } from '@contract/index'
import { StorageError } from '../core/ports'
import type { Reader } from '../core/reader'
import { assembleReader, browserShellFacts } from './assemble-reader'
import { createFileLog } from './file-log'
import { claimFolder, FolderBusy } from './folder-claim'
import { createRemoteReader } from './remote-reader'
import { CommandFailed } from './usage'

/** A reader as the commands use it, in this process or in another. */
export interface CommandReader {
  /** @throws CommandFailed with the reader's own words when it refuses. */
  ask<Name extends CallName>(name: Name, argument: CallArgument<Name>): Promise<CallAnswer<Name>>
  /** Every push from now on. Returns the stop. */
  listen(listener: (push: Push) => void): Promise<() => void>
  /** Whether a reader is at work, so that what was added goes on by itself. */
  running: boolean
}

/**
 * Does something with the reader of a data folder: the running one when there is one, else one of our own for as long
 * as it takes. The folder is claimed meanwhile, so that a reader that starts now waits for us.
 */
export async function withReader(folder: string, act: (reader: CommandReader) => Promise<void>): Promise<void> {
  const claim = await claimFolder(folder).catch(asCommandFailure)
  if (!claim.held) {
    const remote = createRemoteReader(claim.running)
    await act({ ask: asking(remote), listen: (listener) => remote.listen(listener), running: true })
    return
  }
  try {
    const assembled = open(folder)
    try {
      const { reader } = assembled
      await act({
        ask: asking(reader),
        listen: (listener) => Promise.resolve(reader.onPush(listener)),
        running: false,
      })
    } finally {
      await assembled.close()
    }
  } finally {
    claim.release()
  }
}

function open(folder: string): ReturnType<typeof assembleReader> {
  try {
    return assembleReader({ folder, shell: browserShellFacts(folder), log: createFileLog(folder) })
  } catch (error) {
    return asCommandFailure(error)
  }
}

function asking(reader: Pick<Reader, 'call'>): CommandReader['ask'] {
  return async (name, argument) => {
    const result = await reader.call(name, argument)
    if (!result.ok) throw new CommandFailed(result.error.message)
    return result.answer
  }
}

/** What can be wrong with a folder, in one line. */
export function asCommandFailure(error: unknown): never {
  if (error instanceof StorageError || error instanceof FolderBusy) throw new CommandFailed(error.message)
  if (error instanceof Error && 'code' in error && 'syscall' in error) {
    throw new CommandFailed(`The data folder cannot be used (${error.message}).`)
  }
  throw error
}
