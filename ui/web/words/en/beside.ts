export default {
  title: (a: string, b: string) => `“${a}” beside “${b}”`,
  pick: (name: string) => `Choose ${name} to lay beside another`, beside: 'Lay beside one another', chooseTwo: 'Choose two scenarios to lay them beside one another.',
  otherDays: 'They are of different days: only the differences from each day as it was can be compared, not the values.',
  lower: (what: string, first: string, second: string, a: string, b: string) => `${what}: lower with “${first}”, ${a} against ${b} with “${second}”.`,
  nothing: 'Nothing is certain: where there are intervals, they overlap.',
  how: 'Named is what differs so far that the 95 % intervals of both scenarios do not overlap. This is strict: what is not named may differ as well.',
  apart: 'Apart', certain: 'certain', uncertain: 'may be chance',
  against: 'against the day as it was',
  close: 'Close the comparison',
}
