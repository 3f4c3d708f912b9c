export default {
  ko: 'Korean', en: 'English', none: 'none', yes: 'yes', no: 'no', whole: 'added or removed',
  returnCredit: 'Credit of who comes back (s)', notAgain: 'Bot not offered again for (min)', protectRest: 'Protected rest (min)',
  announcement: 'Announcement', voiceAnnouncement: 'Announcement of a call', warnings: 'Warnings', atOnce: 'Ending suggested without a warning',
  restrictionDays: 'Restriction proposed for (days)', careHours: 'Look after the agent within (h)', tone: 'Limits of the guess', flagged: 'Flagged (of 1,000)', sure: 'Flagged as sure (of 1,000)',
  restricted: 'Restricted customers', why: 'Why', objection: 'How to object', protection: 'Protection', scripts: 'Scripted conversations', weekly: 'Week', costs: 'Prices',
  agentHour: 'An hour of an agent', botSession: 'A contact with a bot', message: 'A message', minute: 'A minute', currency: 'Currency',
}
