import type { Readable } from 'node:stream'

/** Pieces that are handed over together at most. Bytes. */
const MAX_TOGETHER_BYTES = 256 * 1024

/**
 * A body in the pieces its sender made (HTTP chunks), where iterating it would join those that wait together. A piece
 * that the network cut comes in parts. Reading stops while the caller is busy; the body stays its owner's.
 */
export async function* piecesOf(body: Readable): AsyncGenerator<readonly Buffer[]> {
  let waiting: Buffer[] = []
  let bytes = 0
  let over: { error: unknown } | null = null
  let wake = (): void => undefined
  const onData = (piece: Buffer): void => {
    waiting.push(piece)
    bytes += piece.length
    if (bytes >= MAX_TOGETHER_BYTES) body.pause()
    wake()
  }
  const onOver = (error?: unknown): void => {
    over ??= { error: error ?? (body.readableEnded ? null : cutShort()) }
    wake()
  }
  const isOver = (): { error: unknown } | null => over
  body.pause()
  body.on('data', onData).on('end', onOver).on('error', onOver).on('close', onOver)
  try {
    for (;;) {
      if (waiting.length > 0) {
        body.pause()
        const together = waiting
        waiting = []
        bytes = 0
        yield together
        continue
      }
      const end = isOver()
      if (end !== null) {
        if (end.error === null) return
        throw end.error
      }
      await new Promise<void>((resolve) => {
        wake = resolve
        if (body.readableEnded || body.destroyed) onOver()
        else body.resume()
      })
    }
  } finally {
    body.off('data', onData).off('end', onOver).off('error', onOver).off('close', onOver)
    body.pause()
  }
}

const cutShort = (): Error => Object.assign(new Error('the body ended early'), { code: 'ERR_STREAM_PREMATURE_CLOSE' })
