/** What is wrong with the procedure that is open, by its place in it, `steps/0/url`: what the server found, and what it did not take at all. */
export const faults = $state<{ found: Record<string, string>; refused: Record<string, string> }>({ found: {}, refused: {} })
export const fault = (at: string) => faults.refused[at] ?? faults.found[at]

/** The server's path of a document, `document.procedures.list[0].steps[1].url`, as a place in the procedure; none: of another. */
export function placed(path: string, list: number) {
  const start = `document.procedures.list[${list}]`
  return path.startsWith(start) ? path.slice(start.length).replaceAll(/\[(\d+)\]/g, '.$1').replace(/^\./, '').replaceAll('.', '/') : undefined
}
