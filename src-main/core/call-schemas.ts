import { z } from 'zod'
import {
  MAPPABLE_FIELDS,
  MAX_CALL_BYTES,
  MAX_ITEM_ACTIONS,
  MAX_PAGE_ITEMS,
  MIN_POLL_MINUTES,
  TRANSPORT_KINDS,
  type CallArgument,
  type CallName,
} from '@contract/index'

/** RFC 9110 section 5.6.2: a token, the only thing a header may be called. */
const HEADER_NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/
/** RFC 6901: empty, or slash-separated parts in which `~` is written `~0` or `~1`. */
const JSON_POINTER = /^(?:\/(?:[^~/]|~[01])*)*$/
/** Headers that the wire sets itself. */
const RESERVED_HEADERS = new Set([
  'host',
  'connection',
  'content-length',
  'transfer-encoding',
  'upgrade',
  'accept-encoding',
])
const MAX_TEXT = 20_000

const id = z.int().positive()
const ids = z.array(id).max(10_000)
const position = z.object({ sortAt: z.number(), id }).nullable()
const text = z.string().max(MAX_TEXT)
const kind = z.enum(TRANSPORT_KINDS)
const notify = z.enum(['none', 'important', 'all'])
const query = z.discriminatedUnion('list', [
  z.object({ list: z.enum(['all', 'unread', 'starred', 'important', 'idle']) }),
  z.object({ list: z.literal('channel'), channelId: id, section: text.optional() }),
  z.object({ list: z.literal('folder'), folder: text }),
  z.object({ list: z.literal('search'), text }),
])

const headers = z
  .record(
    z.string().regex(HEADER_NAME, 'A header name holds letters, digits and hyphens'),
    // No line breaks: they would end the header and begin another.
    z
      .string()
      .max(MAX_TEXT)
      .refine((value) => !/[\r\n\0]/.test(value), 'A header value is one line'),
  )
  .refine(
    (record) => Object.keys(record).every((name) => !RESERVED_HEADERS.has(name.toLowerCase())),
    'This header is set by the connection itself',
  )
const mapping = z.partialRecord(
  z.enum(MAPPABLE_FIELDS),
  z.string().max(1_000).regex(JSON_POINTER, 'A JSON pointer looks like /data/title'),
)
/** Names and values are checked against the technique's own table by channel-options.ts. */
const options = z.record(z.string().max(100), z.union([text, z.number(), z.boolean()]))
const alternative = z.object({ kind, url: z.string().max(8_000), options })
const channelSettings = z
  .strictObject({
    headers,
    subprotocols: z.array(z.string().regex(HEADER_NAME, 'A subprotocol is one word')).max(20),
    greeting: text.nullable(),
    mapping,
    pollMinutes: z.number().min(MIN_POLL_MINUTES).max(40_000).nullable(),
    notify,
    flagged: z.boolean(),
    remoteImages: z.boolean().nullable(),
    acceptSelfSigned: z.boolean(),
    options,
    alternatives: z.array(alternative).max(20),
  })
  .partial()
const address = z.string().trim().min(1, 'An address is needed').max(8_000)
const title = z.string().max(500)
const folder = z.string().trim().max(200).nullable()
const minute = z
  .int()
  .min(0)
  .max(24 * 60)

const settingsPatch = z
  .strictObject({
    theme: z.enum(['system', 'light', 'dark']),
    density: z.enum(['comfortable', 'cosy', 'compact']),
    language: z.enum(['system', 'en', 'de', 'ar']),
    articleFontSize: z.number().min(12).max(32),
    pollMinutes: z.number().min(MIN_POLL_MINUTES).max(40_000),
    remoteImages: z.boolean(),
    markReadOnOpen: z.boolean(),
    notifications: z
      .strictObject({
        enabled: z.boolean(),
        quiet: z.object({ from: minute, to: minute }).nullable(),
        perMinute: z.int().min(0).max(120),
        keywords: z.array(z.string().max(200)).max(200),
      })
      .partial(),
    doNotDisturbUntil: z.number().min(0),
    ticker: z
      .strictObject({
        strip: z.boolean(),
        window: z.boolean(),
        edge: z.enum(['top', 'bottom', 'free']),
        speed: z.number().min(10).max(400),
        opacity: z.number().min(0.3).max(1),
        height: z.number().min(24).max(120),
        clickThrough: z.boolean(),
      })
      .partial(),
    startAtLogin: z.boolean(),
    startHidden: z.boolean(),
    keepDays: z.int().min(0).max(36_500),
    trayHintShown: z.boolean(),
    receiver: z
      .strictObject({
        host: z.string().trim().min(1).max(255),
        port: z.int().min(0).max(65_535),
        publicUrl: z
          .url({ protocol: /^https?$/ })
          .max(2_000)
          .nullable(),
      })
      .partial(),
  })
  .partial()

const nothing = z
  .null()
  .or(z.undefined())
  .transform(() => null)

/** The shape of every call's argument. What does not fit never reaches a handler. */
export const callSchemas = {
  'snapshot.get': nothing,
  'items.page': z.object({ query, before: position, limit: z.int().min(1).max(MAX_PAGE_ITEMS) }),
  'items.get': z.object({ id }),
  'items.opened': z.object({ id }),
  'items.ticker': z.object({ limit: z.int().min(1).max(MAX_PAGE_ITEMS) }),
  'items.mark': z.object({ ids, read: z.boolean().optional(), starred: z.boolean().optional() }),
  'items.markListRead': z.object({ query, upTo: position }),
  'items.act': z.object({
    id,
    action: z
      .int()
      .min(0)
      .max(MAX_ITEM_ACTIONS - 1),
  }),
  'items.arrivals': z.object({ id }),
  'items.delete': z.object({ ids }),
  undo: z.object({ token: z.int() }),
  'channels.detect': z.object({ address, onlyKind: kind.optional(), settings: channelSettings.optional() }),
  'channels.add': z.object({
    url: address,
    kind,
    title: title.optional(),
    folder: folder.optional(),
    settings: channelSettings.optional(),
  }),
  'channels.change': z.object({
    id,
    patch: z.strictObject({
      url: address.optional(),
      title: title.optional(),
      folder: folder.optional(),
      settings: channelSettings.optional(),
    }),
  }),
  'channels.remove': z.object({ id }),
  'channels.pause': z.object({ id, until: z.number().min(0).nullable() }),
  'channels.resume': z.object({ id }),
  'channels.refresh': z.object({ id: id.nullable() }),
  'channels.switchTechnique': z.object({ id, to: alternative }),
  'channels.pushSubscription': z.object({ id }),
  'channels.renewPushSubscription': z.object({ id }),
  'channels.setNotify': z.object({ id, level: notify }),
  'reader.pauseAll': z.object({ until: z.number().min(0).nullable() }),
  'reader.network': z.object({ online: z.boolean() }),
  'reader.show': z.object({ itemId: id.nullable() }),
  'pictures.watch': z.object({ channelId: id }),
  'settings.change': z.object({ patch: settingsPatch }),
  'notices.dismiss': z.object({ id: z.int() }),
  'demo.start': nothing,
  'demo.remove': nothing,
  'opml.export': nothing,
  'cdf.export': z.object({ folder: z.string().max(200).nullable() }),
  'opml.import': z.object({ text: z.string().max(MAX_CALL_BYTES) }),
} satisfies { [Name in CallName]: z.ZodType<CallArgument<Name>> }
