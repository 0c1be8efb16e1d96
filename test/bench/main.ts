import { feeds } from './feeds'
import { firstLoad } from './first-load'
import { idleChannels } from './idle-channels'
import { memory } from './memory'
import { multipart } from './multipart'
import { paint } from './paint'
import { table, type Figure, type Section } from './report'
import { sseIngest } from './sse-ingest'
import { start } from './start'
import { techniques } from './techniques'

const sections: Record<string, Section> = {
  sse: sseIngest,
  techniques,
  multipart,
  paint,
  idle: idleChannels,
  feeds,
  start,
  memory,
  load: firstLoad,
}

const asked = process.argv.slice(2)
const unknown = asked.filter((name) => !Object.hasOwn(sections, name))
if (unknown.length > 0) {
  console.error(`No such section: ${unknown.join(', ')}. There are: ${Object.keys(sections).join(', ')}.`)
  process.exit(2)
}
const figures: Figure[] = []
for (const name of asked.length > 0 ? asked : Object.keys(sections)) {
  console.error(`… ${name}`)
  try {
    await sections[name]!((figure) => figures.push(figure))
  } catch (error) {
    figures.push({
      what: name,
      measured: `could not be measured: ${String(error)}`,
      beside: '',
      reach: '',
      reached: false,
    })
  }
}
console.log(table(figures))
