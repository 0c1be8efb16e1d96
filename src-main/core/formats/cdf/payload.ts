import { MAX_SECTIONS, SECTION_SEPARATOR } from '@contract/index'
import { SILENT_PUBLISHER, type ItemDraft, type ParsedPayload, type PublisherFacts } from '../../ports'
import { boundDraft, emptyDraft, sectionPath } from '../draft'
import type { CdfChannel, CdfDocument, CdfItem } from './model'

/** Addresses of items that the publisher would like counted. */
export const MAX_LOGGED_PAGES = 500

/** A channel document as the reader takes it: items with the folder they stand in, and what the publisher says. */
export function cdfPayload({ channel, dropped, cutOff }: CdfDocument, documentUrl: string): ParsedPayload {
  const found: Found = { drafts: [], sections: new Set(), logged: [], intervals: [], tooMany: 0 }
  gather(channel, [], found)
  return {
    format: 'CDF',
    publisher: factsOf(channel, found, documentUrl),
    offersPush: [],
    drafts: found.drafts,
    dropped: dropped + found.tooMany,
    ...(cutOff && { cutOff: true as const }),
  }
}

interface Found {
  drafts: ItemDraft[]
  sections: Set<string>
  logged: string[]
  /** Of schedules where they do not count: advice. */
  intervals: number[]
  tooMany: number
}

function gather(channel: CdfChannel, path: readonly string[], found: Found): void {
  for (const child of channel.children) {
    if (child.type === 'channel') {
      // A folder without use holds what is to be fetched and not to be seen (Microsoft KB Q183804).
      if (child.hidden) continue
      if (child.schedule !== null) found.intervals.push(child.schedule.intervalMs)
      const name = child.title ?? child.page
      const inner = name === null ? path : sectionPath([...path, name])
      if (inner.length > path.length) {
        const section = inner.join(SECTION_SEPARATOR)
        if (found.sections.size < MAX_SECTIONS) found.sections.add(section)
        else if (!found.sections.has(section)) found.tooMany += 1
      }
      gather(child, inner, found)
    } else {
      if (child.logged && child.link !== null && found.logged.length < MAX_LOGGED_PAGES) found.logged.push(child.link)
      found.drafts.push(...draftsOf(child, path))
    }
  }
}

/** One item has one place in each role that it plays: in the lists, and on the idle screen. */
function draftsOf(item: CdfItem, section: readonly string[]): ItemDraft[] {
  if (item.hidden) return []
  const uses = item.usages.map(({ use }) => use)
  const isIdle = uses.includes('screensaver')
  const isListed = !isIdle || uses.some((use) => use !== 'screensaver' && use !== 'none')
  const draft = boundDraft({
    ...emptyDraft(),
    // A new release is new, also where its page is the same.
    guid: item.release === null ? null : `softpkg:${item.release}`,
    title: item.title,
    link: item.link,
    text: item.abstract,
    author: item.author,
    publishedAt: item.publishedAt ?? item.lastModified,
    updatedAt: item.lastModified,
    categories: item.keywords,
    image: pictureOf(item),
    priority: item.priority,
    section: [...section],
    cut: item.cut,
    ...(item.lastModified !== null && { revision: String(item.lastModified) }),
  })
  return [
    ...(isListed ? [draft] : []),
    ...(isIdle ? [{ ...draft, idle: true, guid: `screensaver:${draft.guid ?? draft.link ?? draft.title ?? ''}` }] : []),
  ]
}

/** A tile that is a picture is its own; an icon is too small to be one. */
function pictureOf({ logos, usages, link }: CdfItem): string | null {
  const isPicture = usages.some(({ tile }) => tile?.opensAs === 'image')
  return logos.image ?? logos.wide ?? (isPicture && /^https?:/i.test(link ?? '') ? link : null)
}

function factsOf(channel: CdfChannel, found: Found, documentUrl: string): PublisherFacts {
  const { schedule, logTarget } = channel
  const advice = found.intervals.length === 0 ? null : Math.min(...found.intervals)
  return {
    ...SILENT_PUBLISHER,
    title: channel.title,
    siteUrl: channel.page,
    iconUrl: channel.logos.icon,
    schedule: { intervalMs: schedule?.intervalMs ?? advice, skipHours: [], skipDays: [], windows: schedule },
    asksLogin: channel.login,
    statistics:
      logTarget === null || !isSameSite(logTarget.url, documentUrl)
        ? null
        : {
            url: logTarget.url,
            scope: logTarget.scope,
            keepHours: logTarget.keepHours,
            headers: logTarget.headers,
            pages: found.logged.filter((page) => liesUnder(page, documentUrl) || liesUnder(page, logTarget.url)),
          },
    logos: channel.logos,
    sections: [...found.sections],
  }
}

/** Reports go to the site of the document and nowhere else. */
function isSameSite(address: string, documentUrl: string): boolean {
  return URL.canParse(documentUrl) && new URL(address).hostname === new URL(documentUrl).hostname
}

const MAX_LOGGED_CHARACTERS = 255

/** Only readings of pages beside or below the document, or where the reports go, may be reported. */
function liesUnder(page: string, address: string): boolean {
  if (page.length > MAX_LOGGED_CHARACTERS || !URL.canParse(address) || !URL.canParse(page)) return false
  return page.startsWith(new URL('.', address).href)
}
