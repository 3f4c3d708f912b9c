export default {
  title: 'Floor',
  waiting: 'Waiting', longest: 'Longest wait', level: 'Service level', levelTarget: (p: string) => `target ${p}`,
  free: 'Free agents', of: (n: number) => `of ${n} on duty`, talking: 'Talking', callbacks: 'Callbacks in the next hour', protection: 'Protection open',
  queues: 'Queues', queue: 'Queue', people: 'People', person: 'Person', alerts: 'Alerts', staffed: 'Free / on duty', today: 'Offered · answered · left',
  target: 'Target', state: 'State', since: 'Since', contacts: 'Contacts', load: 'Load', streak: 'Hard in a row', rest: 'rest due', noPeople: 'Nobody is signed in yet.',
  noQueues: 'Nobody has come yet today.', noAlerts: 'Nothing needs you now.', watch: 'Watch', setState: 'Change state', disconnected: 'no connection',
  seen: 'Seen', done: 'Done',
  proposal: { call_back: (names: string, free: number) => `Ask ${names} back: ${free} free then`, offer_callbacks: (n: number) => `Offer callbacks to ${n} waiting` },
  alert: {
    wait_too_long: 'Waits beyond the promise', nobody_there: 'Nobody is there', wrap_up_long: 'Long wrap-up', device_silent: 'Device silent', protection: 'Protection',
    callback_late: 'Callback late', callback_failed: 'Callback failed', many_reveals: 'Many looks at personal data', webhook_dead: 'Webhook gave up', storage: 'Storage',
  },
  why: { nobody_on_duty: 'nobody on duty', all_busy: (ahead: number, n: number) => `${ahead} ahead, ${n} busy`, kept: (who: string) => `kept for ${who}`, offered: (who: string) => `shown to ${who}` },
  cases: 'Protection cases', noCases: 'No open case.', evidence: 'Conversation, as kept', notice: 'What the customer was told', wish: 'What the agent wishes', steps: 'Steps taken', restUntil: 'Rest until',
  step: { told: 'Supervisor told', talked: 'Talked with the agent', letter: 'Letter to the customer', restriction: 'Customer restricted', counselling: 'Counselling', note: 'Note', closed: 'Closed' },
  add: 'Add a step', stepNote: 'What was done',
}
