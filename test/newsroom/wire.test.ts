import { describe, expect, it } from 'vitest'
import { STORY_BOOK } from '../../src-main/newsroom/story-book'
import { latestStories, nextStoryAt, storiesBetween, storyWithId } from '../../src-main/newsroom/wire'

const NOON = Date.UTC(2026, 10, 20, 12)

describe('the newswire', () => {
  it('is the same wire whoever asks and however the time is cut', () => {
    const whole = storiesBetween(NOON, NOON + 600_000, 1000)
    const parts = [0, 1, 2, 3, 4, 5].flatMap((minute) =>
      storiesBetween(NOON + minute * 100_000, NOON + (minute + 1) * 100_000, 1000),
    )
    expect(parts).toEqual(whole)
    expect(whole.length).toBeGreaterThan(40)
  })

  it('leaves five to seventeen seconds between two stories', () => {
    const times = storiesBetween(NOON, NOON + 3_600_000, 1000).map((story) => story.publishedAt)
    const gaps = times.slice(1).map((time, index) => time - (times[index] ?? 0))
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(5_000)
    expect(Math.max(...gaps)).toBeLessThanOrEqual(17_000)
  })

  it('names the next story exactly', () => {
    for (let now = NOON; now < NOON + 60_000; now += 777) {
      const next = nextStoryAt(now)
      expect(storiesBetween(now, next - 1, 10)).toEqual([])
      expect(storiesBetween(now, next, 10)).toHaveLength(1)
    }
  })

  it('answers the newest stories, oldest first, and finds each by its id', () => {
    const stories = latestStories(NOON, 30)
    expect(stories).toHaveLength(30)
    expect(stories.map((story) => story.publishedAt)).toEqual(
      stories.map((story) => story.publishedAt).toSorted((one, other) => one - other),
    )
    for (const story of stories) expect(storyWithId(story.id)).toEqual(story)
    expect(storyWithId(String(Number(stories[0]?.id) + 1))).toBeNull()
    expect(storyWithId('../etc')).toBeNull()
  })

  it('fills every blank, with one value for one name', () => {
    const stories = storiesBetween(NOON, NOON + 2 * 3_600_000, 10_000)
    for (const story of stories) expect(story.headline + story.lead + story.html).not.toMatch(/[{}]/)
    const lighthouse = stories.filter((story) => story.headline.includes('lighthouse after'))
    expect(lighthouse.length).toBeGreaterThan(0)
    for (const story of lighthouse) {
      const years = /after (\d+) dark/.exec(story.headline)?.[1]
      expect(story.html).toContain(`dark for ${String(years)} years`)
    }
  })

  it('goes through the whole book before anything comes again', () => {
    const size = STORY_BOOK.length
    const start = Math.ceil(NOON / 11_000 / size) * size * 11_000
    const round = storiesBetween(start - 1, start + size * 11_000 - 1, size * 2)
    expect(round).toHaveLength(size)
    expect(new Set(round.map((story) => story.author + story.categories.join())).size).toBeGreaterThan(20)
    expect(round.filter((story) => story.urgent).length).toBe(STORY_BOOK.filter((pattern) => pattern.urgent).length)
  })
})
