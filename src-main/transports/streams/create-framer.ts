import { MAX_RECORD_BYTES } from '../../contract/index'
import type { KnownFraming } from './choose-framing'
import { bufferOf, type Decode, type Framer, type FrameSink } from './framer'
import { createJsonFramer } from './json-values'
import { createLineFramer } from './lines'
import { createScriptPageFramer } from './script-page'
import { readCalls } from './script-calls'

export interface FramerWishes {
  framing: KnownFraming
  decode: Decode
  /** The function whose calls are news; empty: any. */
  callback: string
}

export function createFramer(sink: FrameSink, { framing, decode, callback }: FramerWishes): Framer {
  switch (framing) {
    case 'lines':
    case 'ndjson':
      return createLineFramer(sink, decode)
    case 'json':
    case 'jsonSeq':
      return createJsonFramer(sink, decode)
    case 'script':
      return scripts(sink, decode, callback)
    case 'pieces':
      return pieces(sink, decode)
  }
}

/** A page of scripts, or bare calls, one or more a line. The first sign tells. */
function scripts(sink: FrameSink, decode: Decode, callback: string): Framer {
  let chosen: Framer | null = null
  return {
    push(bytes) {
      const text = bufferOf(bytes)
        .toString('latin1')
        .replace(/^\u00ef\u00bb\u00bf/, '')
        .trimStart()
      if (chosen === null && text === '') return
      chosen ??= text.startsWith('<')
        ? createScriptPageFramer(sink, decode, callback)
        : bareCalls(sink, decode, callback)
      chosen.push(bytes)
    },
    end: () => chosen?.end(),
    get pending() {
      return chosen?.pending ?? false
    },
  }
}

function bareCalls(sink: FrameSink, decode: Decode, callback: string): Framer {
  const line = (text: string): void => {
    for (const { name, parts } of readCalls(text, callback)) sink.record('', { topic: name, parts })
  }
  return createLineFramer({ ...sink, record: line }, decode, MAX_RECORD_BYTES)
}

/** Every piece is a message: for those that have no end of their own. */
function pieces(sink: FrameSink, decode: Decode): Framer {
  return {
    push(bytes) {
      if (bytes.byteLength > MAX_RECORD_BYTES) return sink.leftOut(MAX_RECORD_BYTES)
      const text = decode(bufferOf(bytes))
      if (text.trim() !== '') sink.record(text)
    },
    end: () => undefined,
    pending: false,
  }
}
