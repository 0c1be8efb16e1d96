const LOOKED_AT = 'HTTP/1.1 200'.length

/** Looks at the first bytes of a connection, however they are cut. True once they are those of an answer of HTTP. */
export function watchForHttp(): (chunk: Buffer) => boolean {
  let head = ''
  return (chunk) => {
    if (head.length >= LOOKED_AT) return false
    head += chunk.toString('latin1', 0, LOOKED_AT - head.length)
    return /^HTTP\/1\.[01] \d{3}$/.test(head)
  }
}
