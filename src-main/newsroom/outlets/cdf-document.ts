import { DEMO_POLL_MINUTES } from '@contract/index'
import { escapeMarkup } from '../picture'
import { pictureAddress, storyAddress } from '../rendering'
import type { Story } from '../wire'

/** The drawing that stands for the channel. */
export const LOGO_PATH = '/wire/channel.svg'
/** Headlines on the idle screen. */
const IDLE_HEADLINES = 3

/** The newswire as a channel (CDF 0.4): one folder a desk, the newest story first, and one item for the idle screen. */
export function storiesAsCdf(origin: string, stories: readonly Story[]): string {
  const newestFirst = [...stories].reverse()
  const desks = new Map<string, Story[]>()
  for (const story of newestFirst) desks.set(deskOf(story), [...(desks.get(deskOf(story)) ?? []), story])
  const logo = origin + LOGO_PATH
  const newest = newestFirst[0]
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<CHANNEL HREF="${origin}/"${changedAt(newest)}>`,
    '<TITLE>The Lumen Wire (channel)</TITLE>',
    '<ABSTRACT>Invented news from Port Lumen, as channels were in 1997.</ABSTRACT>',
    ...['ICON', 'IMAGE', 'IMAGE-WIDE'].map((style) => `<LOGO HREF="${logo}" STYLE="${style}"/>`),
    '<SCHEDULE>',
    `<INTERVALTIME MIN="${String(DEMO_POLL_MINUTES)}"/>`,
    `<LATESTTIME MIN="${String(DEMO_POLL_MINUTES)}"/>`,
    '</SCHEDULE>',
    `<ITEM HREF="${origin}/"${changedAt(newest)}>`,
    '<TITLE>The Lumen Wire, at this moment</TITLE>',
    `<ABSTRACT>${escapeMarkup(
      newestFirst
        .slice(0, IDLE_HEADLINES)
        .map(({ headline }) => headline)
        .join(' · '),
    )}</ABSTRACT>`,
    '<USAGE VALUE="ScreenSaver"/>',
    '</ITEM>',
    ...[...desks.keys()]
      .sort()
      .flatMap((desk) => [
        '<CHANNEL>',
        `<TITLE>${escapeMarkup(desk)}</TITLE>`,
        ...(desks.get(desk) ?? []).map((story) => item(origin, story)),
        '</CHANNEL>',
      ]),
    '</CHANNEL>',
    '',
  ].join('\n')
}

function item(origin: string, story: Story): string {
  const picture = pictureAddress(origin, story)
  return [
    `<ITEM HREF="${storyAddress(origin, story)}"${changedAt(story)}>`,
    `<TITLE>${escapeMarkup(story.headline)}</TITLE>`,
    `<ABSTRACT>${escapeMarkup(story.lead)}</ABSTRACT>`,
    ...(picture === null ? [] : [`<LOGO HREF="${picture}" STYLE="IMAGE"/>`]),
    '</ITEM>',
  ].join('\n')
}

const deskOf = ({ categories }: Story): string => categories[0] ?? 'Other'

/** To the second, which readers of the time let pass: the stories are seconds apart. */
const changedAt = (story: Story | undefined): string =>
  story === undefined ? '' : ` LASTMOD="${new Date(story.publishedAt).toISOString().slice(0, 19)}"`
