/** A name and a password as somebody typed them. */
export interface Login {
  name: string
  password: string
}
export const NO_LOGIN: Login = { name: '', password: '' }

/** RFC 7617 section 2: the name must not contain a colon, and neither part a control character. */
export function loginFault({ name, password }: Login): 'noName' | 'colon' | 'control' | null {
  if (name === '') return password === '' ? null : 'noName'
  if (name.includes(':')) return 'colon'
  return /[\p{Cc}]/u.test(name + password) ? 'control' : null
}

/** The header that carries them (RFC 7617, in UTF-8); null where nothing was typed. */
export function loginHeader({ name, password }: Login): string | null {
  if (name === '') return null
  const bytes = new TextEncoder().encode(`${name}:${password}`)
  return `Basic ${btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''))}`
}
