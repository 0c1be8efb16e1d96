export function isBuilt(root: string, products?: readonly string[]): boolean
export function isFresh(root: string): boolean
export function build(root: string): Promise<void>
