import type { Command, CommandContext } from './command'
import { BadUsage, CommandFailed } from './usage'
import { VERSION } from './version'

/** Loaded when asked for: `tail` starts without the store, `channels` without the newsroom's words. */
const COMMANDS: Readonly<Record<string, () => Promise<Command>>> = {
  tail: async () => (await import('./commands/tail')).tailCommand,
  serve: async () => (await import('./commands/serve')).serveCommand,
  channels: async () => (await import('./commands/channels')).channelsCommand,
  add: async () => (await import('./commands/add')).addCommand,
  remove: async () => (await import('./commands/remove')).removeCommand,
  items: async () => (await import('./commands/items')).itemsCommand,
  kinds: async () => (await import('./commands/kinds')).kindsCommand,
  demo: async () => (await import('./commands/demo')).demoCommand,
}

/** Runs one command of the command line. Resolves with the exit code: 0 done, 2 bad usage, 3 could not be done. */
export async function dispatch(words: readonly string[], context: CommandContext): Promise<0 | 2 | 3> {
  const [name, ...rest] = words
  if (name === '--version' || name === '-v') {
    await context.output.write(`${VERSION}\n`)
    return 0
  }
  if (name === undefined || name === 'help' || name === '--help' || name === '-h') {
    const topic = name === 'help' ? rest[0] : undefined
    if (topic !== undefined && !Object.hasOwn(COMMANDS, topic)) return unknown(topic, context)
    await context.output.write(topic === undefined ? await overview() : help(await load(topic)))
    return name === undefined ? 2 : 0
  }
  if (!Object.hasOwn(COMMANDS, name)) return unknown(name, context)
  const command = await load(name)
  // Everything after `--` is a word, never an option.
  const options = rest.includes('--') ? rest.slice(0, rest.indexOf('--')) : rest
  if (options.includes('--help') || options.includes('-h')) {
    await context.output.write(help(command))
    return 0
  }
  if (options.includes('--version')) {
    await context.output.write(`${VERSION}\n`)
    return 0
  }
  try {
    await command.run(rest, context)
    return 0
  } catch (error) {
    if (error instanceof BadUsage) {
      context.say(`crier ${name}: ${error.message}. Try: crier ${name} --help`)
      return 2
    }
    if (error instanceof CommandFailed) {
      context.say(`crier ${name}: ${error.message}`)
      return 3
    }
    throw error
  }
}

function unknown(name: string, context: CommandContext): 2 {
  context.say(`crier: there is no command “${name}”. Try: crier help`)
  return 2
}

async function load(name: string): Promise<Command> {
  const command = COMMANDS[name]
  if (command === undefined) throw new RangeError(`no command ${name}`)
  return command()
}

async function overview(): Promise<string> {
  const commands = await Promise.all(Object.keys(COMMANDS).map(async (name) => ({ name, ...(await load(name)) })))
  return [
    `Crier ${VERSION}: live channels on the desktop and in the terminal.`,
    '',
    'Usage: crier COMMAND [options]',
    '',
    ...commands.map(({ name, summary }) => `  ${name.padEnd(10)}${summary}`),
    '  help      say more about a command',
    '',
  ].join('\n')
}

function help({ usage, summary, details }: Command): string {
  return [
    `Usage: crier ${usage}`,
    '',
    `${summary[0]?.toUpperCase() ?? ''}${summary.slice(1)}.`,
    '',
    ...details,
    '',
  ].join('\n')
}
