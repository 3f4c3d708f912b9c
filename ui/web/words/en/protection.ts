export default {
  announcement: 'Announcement', announcementIs: 'Shown to every customer before an agent joins. Each conversation keeps which one was shown.',
  warnings: 'Warnings', warningsAre: 'Given only when the agent presses, one after the other. If it goes on after the last, ending is suggested.',
  warning: (n: number) => `Warning ${n}`, addWarning: 'Add a warning', removeLast: 'Remove the last',
  atOnce: 'Ending suggested without a warning', atOnceIs: 'For words like these “Protect” is suggested at once. It is always the agent who ends.',
  voice: 'Announcement of a call', voiceNotYet: 'not connected yet', voiceIs: 'To be played before an agent is connected, once an adapter for calls is there. Maru takes no calls yet: nothing is played.',
  restricted: 'Restricted customers', restrictedAre: 'Until the restriction ends or is lifted. They read why, until when and how to object on the first screen and in the conversation. Whoever looks after the case decides; nothing restricts by itself.',
  served: 'Served', ways: { '': 'like everybody', chat: 'in writing: chat, no calls', message: 'in writing, answered later' }, only: 'Only by agents with', anybody: 'anybody', why: 'Why', objection: 'How to object', reads: 'The customer reads', until: 'This holds until (date).',
  distress: 'For a person in danger neither a warning nor an end is suggested: somebody is there at once, and 119 and 109 are shown.',
  after: 'Afterwards', rest: 'Protected rest (min)', care: 'Look after the agent within (h)', days: 'Restriction proposed for (days)',
  limits: 'Limits of the guess', limitsAre: 'How many of 1,000 ordinary messages of your own customers may be flagged. The usual limits hold until there are 1,000. Plain abuse is flagged whatever they are.',
  flagged: 'Flagged (of 1,000)', sure: 'Flagged as sure (of 1,000)',
}
