/**
 * Whether a publisher may have this header with the reports it gets (HTTP-EQUIV in LOGTARGET). Only what describes the
 * report: nothing that identifies the user, steers the connection or could be taken for the user's own.
 */
export function isOwnStatisticsHeader(name: string, value: string): boolean {
  return (
    /^[A-Za-z0-9-]{1,64}$/.test(name) &&
    /^(?:encoding-type|content-type|content-language|x-[a-z0-9-]+)$/i.test(name) &&
    /^[\x20-\x7e]{1,200}$/.test(value)
  )
}
