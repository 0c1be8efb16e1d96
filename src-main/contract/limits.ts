/**
 * Every bound on what comes from outside, by name and with its unit.
 * Whatever is over a bound is counted in the channel's tally and shown; nothing is cut silently.
 */

const KiB = 1024
const MiB = 1024 * KiB

/** A document after decompression. */
export const MAX_BODY_BYTES = 16 * MiB
/** The data of one server-sent event. */
export const MAX_EVENT_BYTES = 8 * MiB
/** One line of a stream. */
export const MAX_LINE_BYTES = 1 * MiB
/** One record of a stream that is not divided into lines: a JSON value, a script of a page. */
export const MAX_RECORD_BYTES = 4 * MiB
/**
 * How much of a message over its limit is passed over on an endless stream, up to its end; past this the stream is hung
 * up on. Reading on costs no memory, and whoever hangs up comes back to the same message where the publisher repeats.
 */
export const MAX_PASSED_OVER_BYTES = 64 * MiB
/** One WebSocket message after inflation. */
export const MAX_MESSAGE_BYTES = 4 * MiB
/** The text (or HTML) of one stored item. */
export const MAX_ITEM_TEXT_BYTES = 512 * KiB
/** A title; longer ones are cut at a word and the whole stays in the text. */
export const MAX_TITLE_CHARACTERS = 1_000
/** Elements inside elements; deeper ones are ignored and counted. */
export const MAX_NESTING_DEPTH = 256
/** Entries read from one polled document. */
export const MAX_ITEMS_PER_DOCUMENT = 5_000
/** Redirects followed for one request. */
export const MAX_REDIRECTS = 5
/** Time to a connected socket, including TLS and the upgrade. */
export const CONNECT_TIMEOUT_MS = 15_000
/** Time to a complete polled document. */
export const BODY_TIMEOUT_MS = 60_000
/** Connection attempts under way at once, over all channels. */
export const MAX_ATTEMPTS_AT_ONCE = 4
/** Polls of one host under way at once, and the least time between two of them. */
export const MAX_POLLS_PER_HOST = 2
export const MIN_POLL_SPACING_MS = 1_000
/** The least interval a user may choose. */
export const MIN_POLL_MINUTES = 15
/** How often the demo newsroom's feed is asked: it lives on this machine. */
export const DEMO_POLL_MINUTES = 1
/** The JSON of one call; an imported OPML list is the largest there is. */
export const MAX_CALL_BYTES = 4 * MiB
/** Items in one page of a list, and in one push before the interface is told to load afresh. */
export const MAX_PAGE_ITEMS = 500
export const MAX_PUSHED_ITEMS = 200
/** One part of a multipart stream, and its headers. */
export const MAX_PART_BYTES = 8 * MiB
export const MAX_PART_HEADER_BYTES = 16 * KiB
/** Live pictures shown of one channel in a second; the others are passed over undecoded. */
export const MAX_PICTURES_PER_SECOND = 2
/** How long an interface that watches a picture is believed without saying so again. */
export const PICTURE_LEASE_MS = 10_000
/** Parts of a channel (CDF folders, topics of a server), and the depth of their paths. */
export const MAX_SECTIONS = 500
export const MAX_SECTION_DEPTH = 32
/** The name of one part; what is named longer stands at the top. */
export const MAX_SECTION_NAME_CHARACTERS = 200
/** Readings kept for a publisher whom the user wants to tell of them (CDF LOGTARGET); the oldest make room. */
export const MAX_READINGS_PER_CHANNEL = 500
/** Buttons of one item. */
export const MAX_ITEM_ACTIONS = 3
/** What the request of a button may carry, and how long its answer may take. */
export const MAX_ACTION_BODY_BYTES = 64 * KiB
export const MAX_ACTION_HEADERS = 20
export const ACTION_TIMEOUT_MS = 15_000
