/** Waits for a condition instead of a time. Fails with `what` when it never comes true. */
export async function until(condition: () => boolean | Promise<boolean>, what: string, mostMs = 30_000): Promise<void> {
  const giveUp = performance.now() + mostMs
  while (!(await condition())) {
    if (performance.now() > giveUp) throw new Error(`never happened: ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 2))
  }
}
