import { linesOf } from '../../contract/index'
import { TransportError } from '../../core/ports'
import { plain } from '../http-headers'
import { folded } from './line'

const MAX_ROOM_BYTES = 200
/** Rooms in one JOIN: servers take whoever hurries for a flood. */
const ROOMS_AT_ONCE = 10
/** Of the names in one JOIN: a message has 512 bytes, its end included (RFC 2812 section 2.3). */
const MAX_NAMES_BYTES = 480

/** The rooms of one JOIN, and those that are left. */
export function firstRooms(rooms: readonly string[]): [first: readonly string[], rest: readonly string[]] {
  let count = 0
  for (let bytes = 0; count < Math.min(rooms.length, ROOMS_AT_ONCE); count += 1) {
    bytes += Buffer.byteLength(rooms[count] ?? '') + 1
    if (bytes > MAX_NAMES_BYTES) break
  }
  return [rooms.slice(0, count), rooms.slice(count)]
}

/**
 * The rooms of a channel: those of the address (`irc://host/#news,#tech`, the # may be missing) and those of the option.
 *
 * @throws TransportError where there is none, or one that cannot be
 */
export function roomsOf(address: string, option: string): string[] {
  const inAddress = plain(new URL(address).pathname.slice(1)).split(',')
  const named = [...inAddress, ...linesOf(option)].map((name) => name.trim()).filter((name) => name !== '')
  const rooms = named.map((name) => (/^[#&+!]/.test(name) ? name : `#${name}`))
  for (const room of rooms) {
    if (!/[\s,\0\u0007]/.test(room) && Buffer.byteLength(room) <= MAX_ROOM_BYTES) continue
    throw new TransportError('invalidAddress', `“${room.slice(0, 80)}” cannot be the name of a room.`, {
      final: 'needsYou',
    })
  }
  if (rooms.length === 0) {
    const message =
      'No room is named. Put one behind the address, like ircs://irc.example/#news, or list it in the options.'
    throw new TransportError('invalidAddress', message, { final: 'needsYou' })
  }
  return [...new Map(rooms.map((room) => [folded(room), room])).values()]
}
