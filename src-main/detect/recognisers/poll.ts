import { EVIDENCE_BYTES, type Evidence, type Guess, type Recogniser } from '../recogniser'

/** Any document that is no feed can at least be asked again. */
export const pollRecogniser: Recogniser = {
  kind: 'poll',
  byAnswer(evidence) {
    const { status, url, text } = evidence
    if (status !== 200 || !isDocument(evidence) || text.trim() === '') return null
    const guess: Guess = { kind: 'poll', url: url.href, options: {}, sureness: 'possible', format: 'Text document' }
    const looksJson = /^\s*[[{]/.test(text)
    if (!looksJson) return isWords(evidence) ? { ...guess, options: { each: 'change' } } : null
    if (isJsonFeed(text)) return null
    return { ...guess, format: 'JSON document', ...(hasEntries(text) ? {} : { options: { each: 'change' } }) }
  },
}

/** It ended, says how long it is, or is one large value: what never ends, line by line, is asked in another way. */
function isDocument({ complete, header, start, text }: Evidence): boolean {
  if (complete || header('content-length') !== null) return true
  return start.byteLength >= EVIDENCE_BYTES && /^\s*[[{]/.test(text) && !/^\s*\{[^\n]*\}\r?\n\s*\{/.test(text)
}

const isJsonFeed = (text: string): boolean => /"version"\s*:\s*"https?:\/\/jsonfeed\.org\/version\//.test(text)

/** Entries are objects in a list. */
const hasEntries = (text: string): boolean => /\[\s*\{/.test(text)

function isWords({ header, text }: Evidence): boolean {
  const type = header('content-type') ?? ''
  if (/\b(?:html|xml|javascript|css|event-stream|multipart)\b/i.test(type)) return false
  return /^\s*text\//i.test(type) && !/^\s*</.test(text) && !text.includes('\u0000')
}
