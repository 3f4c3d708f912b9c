const more = (one: string, many: string) => (n: number) => (n === 1 ? one : many.replace('#', String(n)))

export default {
  why: 'Why this offer',
  heard: 'The call itself is not recorded and cannot be played. Only what is written stays: put what was agreed into a note.',
  rule: {
    preferred: 'who knows the case', 'spare-the-versatile': 'fewest skills first, so that versatile colleagues stay free', 'best-level': 'highest level in what is needed',
    'longest-idle': 'longest idle', 'least-strained': 'least strain', predicted: 'best predicted resolution', 'by-lot': 'by lot, everyone free with the same chance',
  },
  figure: {
    preferred: (n: number): string => (n === 0 ? 'knows the case' : ''), 'spare-the-versatile': more('1 skill', '# skills'), 'best-level': (n: number) => `levels ${-n}`,
    'longest-idle': (): string => '', 'least-strained': (): string => '', predicted: (n: number) => `predicted ${-n}`, 'by-lot': (): string => '',
  },
  guess: (name: string, sure: string, bot: boolean) => `Guessed: ${name} (${sure}), from ${bot ? 'what the customer told the bot' : "the customer's first words"}`, applyGuess: 'Use it',
  idle: (time: string) => `idle ${time}`,
  ring: (n: number) => (n === 0 ? 'as asked' : `needs relaxed ${n}×`),
  candidates: 'Free and qualified, best first',
  others: (n: number) => `Not possible (${n})`,
  against: {
    not_on_duty: 'not on duty', device_silent: 'no connection', needs_not_met: 'level too low', no_room: 'no room', another_offer_open: 'has an open offer',
    cooldown: 'declined a moment ago', never_again: 'not with this customer again', held_for_another: 'kept for another', looks_after_bots: 'a bot',
  },
  fromRing: (n: number) => `possible once relaxed ${n}×`,
  keptFor: (name: string) => `kept for ${name}`,
  change: {
    idle: (name: string) => `${name} would have been asked, had she been idle longer`,
    by: {
      preferred: (name: string) => `${name} would have been asked, had she known the case`,
      'spare-the-versatile': (name: string, n: number) => `${name} would have been asked with ${n === 1 ? 'one skill' : `${n} skills`} fewer`,
      'best-level': (name: string, n: number) => `${name} would have been asked with ${n === 1 ? 'one level' : `${n} levels`} more`,
      'longest-idle': (name: string) => `${name} would have been asked, had she been idle longer`,
      'least-strained': (name: string) => `${name} would have been asked, had her day been lighter`,
      predicted: (name: string, n: number) => `${name} would have been asked, if predicted ${n} better`,
      'by-lot': (name: string) => `${name} would have been asked, had the lot fallen otherwise`,
    },
    obstacle: (name: string, because: string) => `${name} would be next, but: ${because}`,
    nobody: 'Nobody else serves this channel',
  },

  find: 'Find', findHint: 'Name, or first consonants', free: (n: number, waiting: number) => `${n} free · ${waiting} waiting`, notQualified: 'skills short',

  weight: { transfers: 'Transfers', repeats: 'Contacts about the same', broken_promises: 'Broken promises', waited: 'Full minutes waited' },
  cap: (time: string) => `at most ${time}`,
  credit: 'Credit in line',
  arrived: 'In line since', priority: (n: number) => `Priority ${n} × 1:00`, returned: 'Comes back', ahead: (n: number) => `${n} ahead`, counts: 'Counts as since',
  toReason: 'A reason',
  toAgent: 'A person',
  transferNote: 'Note for the next one',
  protectTitle: 'End and protect',
  protectMore: 'The customer is told why and the conversation ends. The record is kept as evidence, you rest for ten minutes, this customer does not come to you again, and your supervisor is told. None of it counts against you.',
  protectWish: 'What you wish for (optional)',
}
