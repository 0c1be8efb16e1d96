import { plain } from './http-headers'

/** A name and a password, as a wire without headers asks for them. */
export interface Login {
  user: string
  password: string
}

/**
 * Who the user says they are: as the options `user` and `password` say, else as the address does. An address is looked
 * at before it is stored with its credentials in it; a stored one has none. Null: nobody.
 */
export function loginOf(address: string, options: { user: string; password: string }): Login | null {
  if (options.user !== '' || options.password !== '') return { user: options.user, password: options.password }
  const url = new URL(address)
  if (url.username === '' && url.password === '') return null
  return { user: plain(url.username), password: plain(url.password) }
}
