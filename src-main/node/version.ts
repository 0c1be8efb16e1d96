import { version } from '../../package.json'

/** Of the package; built in by the bundler. */
export const VERSION: string = version
