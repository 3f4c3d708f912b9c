/** From minutes after midnight to places on an axis. */
export type Scale = {
  /** Minutes from end to end. */
  width: number
  /** Where a stretch lies, as `--from`, `--wide` and `--real` of a style: shares of its track, cut off at the ends of the axis. */
  span: (from: number, to: number) => string
}

/** The axis from a minute on, so many minutes long. */
export function scale(first: number, width: number): Scale {
  const share = (minute: number) => Math.min(100, Math.max(0, ((minute - first) / width) * 100))
  return {
    width,
    span(from, to) {
      const wide = share(to) - share(from)
      return `--from:${share(from)}%;--wide:${wide}%;--real:${wide}cqw`
    },
  }
}
