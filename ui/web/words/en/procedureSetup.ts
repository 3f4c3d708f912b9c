export default {
  title: 'Lookups and procedures',
  about: 'What the company’s own systems may be asked and told: by the bot after the customer’s yes, by agents at their desk. Secrets are named here and lie in the operator’s settings.',
  hosts: 'Hosts that may be called', hostsHint: 'Names without port, separated by commas.',
  none: 'None yet.', lookup: 'Lookup', action: 'Action', undoOnly: 'takes back', by: { bot: 'bot', agent: 'agent' },
  unnamed: 'No name yet',
  addLookup: 'Add lookup', addAction: 'Add action',
}
