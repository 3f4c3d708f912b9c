export default {
  title: 'Floor',
  waiting: 'Waiting', longest: 'Longest wait', level: 'Service level', levelTarget: (p: string) => `target ${p}`, targetOf: (time: string) => `target ${time}`,
  free: 'Free agents', of: (n: number) => `of ${n} on duty`, callbacks: 'Callbacks in the next hour', protection: 'Protection open',
  queues: 'Queues', queue: 'Queue', people: 'People', person: 'Person', alerts: 'Alerts', staffed: 'Free / on duty', today: 'Offered · answered · left',
  state: 'State', since: 'Since', contacts: 'Contacts', load: 'Load', streak: 'Hard in a row', rest: 'rest due', noPeople: 'Nobody is signed in yet.',
  noQueues: 'Nobody has come yet today.', watch: 'Watch', disconnected: 'no connection', seen: 'Seen', done: 'Done',
  more: (n: number) => `${n} more`, fewer: 'Fewer', proposed: 'Proposed',
  proposal: { call_back: (names: string, free: number) => `Ask ${names} back: ${free} free then`, offer_callbacks: (n: number) => `Offer callbacks to ${n} waiting` },
  alert: {
    wait_too_long: 'Waits beyond the promise', nobody_there: 'Nobody is there', wrap_up_long: 'Long wrap-up', device_silent: 'Device silent', protection: 'Protection',
    callback_late: 'Callback late', callback_failed: 'Callback failed', many_reveals: 'Many looks at personal data', bot_below_floor: 'Bot lost a reason', distress: 'Customer in distress', webhook_dead: 'Webhook gave up', storage: 'Storage',
  },

  back: 'Back to the floor', line: 'Who waits', noLine: 'Nobody waits for this now.', place: 'Place', customer: 'Customer', channel: 'Channel', waited: 'Waits',
  ring: 'Needs', ringOf: (n: number) => (n === 0 ? 'as asked' : `relaxed ${n}×`), whyWaits: 'Why still', move: 'Move', moveTo: 'Move to', callbacksDue: 'Callbacks due',
  asTold: 'Waits as told', ofTold: (n: number) => `of ${n} told; 60 % is right`,
  why: {
    nobody_on_duty: 'Nobody who could is on duty', all_busy: (ahead: number, n: number) => `${ahead} ahead · all ${n} who could are busy`,
    kept: (who: string, until: string) => `Kept for ${who}, who knows the case, until ${until}`, offered: (who: string) => `${who} is being asked`,
  },

  setState: 'Change state', stateOf: (name: string) => `State of ${name}`, stateMore: 'She is told who changed it.',
  stateKeeps: (n: number) => `${n === 1 ? 'One open conversation stays' : `${n} open conversations stay`} with her; only new ones stop or start.`,
  now: 'Now', noContacts: 'Nothing open.', loadOf: (load: number, capacity: number) => `${load} of ${capacity} · offers, talks, wrap-ups`,
  idle: {
    not_ready: 'Not taking contacts', device_silent: 'No connection', full: 'No room for more', nothing_waiting: 'Nobody waits',
    nothing_qualified: 'Nobody waits for what she can', cooldown: 'Declined a moment ago',
  } as Record<string, string>,
  hersToAnswer: 'her turn', customersTurn: 'waiting for customer', day: 'Today', skills: 'Skills', noSkills: 'No skills yet.', onlyHers: 'Strain points are shown to the agent alone. Here: hard contacts in a row; from 3 on without a rest between, rest is due.',

  live: 'Live conversations', noLive: 'Nobody is talking now.', listen: 'Listen', whisper: 'Whisper', join: 'Join', part: 'Leave', takeOver: 'Take over', taking: 'How you take part',
  notice: {
    watch: 'You only read. The agent sees your name on the conversation; the customer notices nothing.',
    listen: 'The agent sees that you listen; the customer notices nothing.',
    whisper: 'What you write is seen by the agent alone; the customer notices nothing.',
    consult: 'You were asked for advice; the customer notices nothing.',
    conference: 'What you write as a reply is seen by the customer, under your alias.',
  },
  takeOverOf: (name: string) => `Take over from ${name}`,
  takeOverMore: 'The customer goes on with you and sees your alias. The agent wraps up her part. The conversation moves to your desk.',
  offers: 'Offers', noOffers: 'Not offered to anyone yet.', offered: (name: string, at: string) => `${name} · ${at}`,
  ended: { declined: 'declined', unanswered: 'not answered', customer_left: 'customer left', agent_lost: 'agent lost', moved: 'moved', refiled: 'reason changed' } as Record<string, string>,

  cases: 'Protection cases', noCases: 'No open case.', told: 'What the customer was told', wish: 'What the agent wishes', steps: 'Steps taken', restUntil: 'Rest until',
  step: { told: 'Supervisor told', talked: 'Talked with the agent', letter: 'Letter to the customer', restriction: 'Customer restricted', lifted: 'Restriction lifted', counselling: 'Counselling or other work offered', care_accepted: 'Care accepted', care_declined: 'Care declined', exported: 'Evidence handed out', note: 'Note', closed: 'Closed' },
  add: 'Add a step', stepNote: 'What was done', chooseCase: 'Choose a case.', restrictUntil: 'Restricted until', untilAhead: 'Choose a day from today on, at most a year ahead.', restricted: (until: string) => `Restricted until ${until}`, warnings: 'Warnings', noWarnings: 'Ended without a warning', warned: (n: number, at: string, by: string) => `${n}. ${at} ${by}`, careBy: 'Look after the agent by',
  reads: (words: string) => `With the end, the customer reads: ${words} What you write below is not shown to her.`, onlyShown: 'The setup does not say how restricted customers are served: whoever serves her is shown it, and nothing else changes.',
  evidence: 'Download evidence', evidenceWhy: 'What for', evidenceMore: 'Announcement, warnings and conversation with times and SHA-256 hashes. Who took it, and why, is recorded.',
  unchanged: 'The same as when it was kept.', altered: 'Not the same as when it was kept. Tell your administrator.', noHash: 'Older than hashes: there is nothing to compare it with.',
  caseState: { open: 'open', in_review: 'in review', closed: 'closed' } as Record<string, string>,
}
