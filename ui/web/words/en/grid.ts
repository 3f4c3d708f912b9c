export default {
  shift: (name: string) => `Shift of ${name}`,
  pause: (name: string, nth: number) => `Break ${nth} of ${name}`,
  moving: (what: string, where: string) => `${what} to ${where}. Enter to look, Esc to put back.`,
  refused: (what: string, where: string, why: string) => `${what} cannot lie at ${where}: ${why}.`,
  back: (what: string, where: string) => `${what} stays at ${where}.`,
  hint: 'Drag shifts and breaks, or step with ← →; ↑ ↓ to the next person.',
  why: { not_hers: 'not a shift of this contract', break_place: 'no place for this break' } as Record<string, string>,
  legend: { work: 'Work', break: 'Break', meal: 'Meal' },
  breaks: (from: string, to: string) => `Breaks: ${from} → ${to}`,
}
