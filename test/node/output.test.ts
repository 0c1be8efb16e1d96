import { createWriteStream, existsSync } from 'node:fs'
import { PassThrough } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { createOutput } from '../../src-main/node/output'

describe('the output of a command', () => {
  it.skipIf(!existsSync('/dev/full'))('ends the command and keeps the reason when the disk is full', async () => {
    const output = createOutput(createWriteStream('/dev/full'))
    await output.write('x'.repeat(1024 * 1024))
    await output.flush()
    expect(output.gone.aborted).toBe(true)
    expect(output.failure).toMatchObject({ code: 'ENOSPC' })
  })

  it('has nothing to complain of when its reader leaves', async () => {
    const stream = new PassThrough()
    const output = createOutput(stream)
    stream.destroy(Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }))
    await expect.poll(() => output.gone.aborted).toBe(true)
    expect(output.failure).toBeNull()
  })
})
