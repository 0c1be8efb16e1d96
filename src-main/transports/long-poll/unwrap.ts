/** What servers put before JSON so that no script tag can run it. */
const GUARDS = [")]}',", ")]}'", ')]}', 'for(;;);', 'for (;;);', 'while(1);', 'while (1);', '{}&&']
/** What may stand before the bracket of a call: `jQuery12_3`, `window.a["b"]`, `typeof f === 'function' && f`. */
const CALLEE = /^[A-Za-z_$][\w$.\[\]'"\s=&!|]*$/
const MAX_CALLEE_CHARACTERS = 300

/**
 * JSON out of what is put around it: guards against being run, and the call of JSONP, whose argument is read and never
 * run. What is neither is answered as it is.
 */
export function unwrapAnswer(text: string): string {
  let from = afterSpace(text, text.charCodeAt(0) === 0xfeff ? 1 : 0)
  const guard = GUARDS.find((one) => text.startsWith(one, from))
  if (guard !== undefined) from = afterSpace(text, from + guard.length)
  return argumentOf(text, from) ?? text.slice(from)
}

function argumentOf(text: string, from: number): string | null {
  const open = text.slice(from, from + MAX_CALLEE_CHARACTERS).indexOf('(')
  if (open === -1 || !CALLEE.test(text.slice(from, from + open))) return null
  let end = beforeSpace(text, text.length)
  while (text[end - 1] === ';') end = beforeSpace(text, end - 1)
  return text[end - 1] === ')' && end - 1 > from + open ? text.slice(from + open + 1, end - 1) : null
}

/** Past white space and comments: servers begin JSONP with one against a flaw of Flash. */
function afterSpace(text: string, from: number): number {
  let at = from
  for (;;) {
    while (at < text.length && isSpace(text.charCodeAt(at))) at += 1
    if (!text.startsWith('/*', at)) return at
    const end = text.indexOf('*/', at + 2)
    if (end === -1) return at
    at = end + 2
  }
}

function beforeSpace(text: string, end: number): number {
  let at = end
  while (at > 0 && isSpace(text.charCodeAt(at - 1))) at -= 1
  return at
}

const isSpace = (code: number): boolean => code === 0x20 || (code >= 0x09 && code <= 0x0d)
