import type { Writable } from 'node:stream'

/** Standard output as commands use it: nothing is lost to a slow reader, and a reader that leaves ends the command. */
export interface Output {
  /** Resolves when there is room for more. */
  write(text: string): Promise<void>
  /** Aborted when whoever read us has gone (`| head`). */
  readonly gone: AbortSignal
  /** Why nothing more can be written, where nobody left of his own accord: the disk is full, say. */
  readonly failure: Error | null
  /** Resolves when all of it is out, or nobody reads any more. */
  flush(): Promise<void>
}

export function createOutput(stream: Writable): Output {
  const gone = new AbortController()
  let failure: Error | null = null
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE' && error.code !== 'ERR_STREAM_DESTROYED') failure ??= error
    gone.abort()
  })
  const leaving = new Promise<void>((resolve) => {
    gone.signal.addEventListener('abort', () => {
      resolve()
    })
  })
  return {
    gone: gone.signal,
    get failure() {
      return failure
    },
    async write(text) {
      if (gone.signal.aborted || stream.write(text)) return
      let drained = (): void => undefined
      await Promise.race([
        leaving,
        new Promise<void>((resolve) => {
          drained = resolve
          stream.once('drain', resolve)
        }),
      ])
      stream.off('drain', drained)
    },
    async flush() {
      await Promise.race([
        leaving,
        new Promise<void>((resolve) => {
          stream.write('', () => {
            resolve()
          })
        }),
      ])
    },
  }
}
