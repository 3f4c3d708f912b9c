export default {
  title: 'Lookups and procedures',
  about: 'What the company’s own systems may be asked and told: by the bot after the customer’s yes, by agents at their desk. Each is data; docs/procedures.md says what every field means. Secrets are named here and lie in the operator’s settings.',
  hosts: 'Hosts that may be called', hostsHint: 'Names without port, separated by commas.',
  none: 'None yet.', lookup: 'Lookup', action: 'Action', undoOnly: 'takes back', by: { bot: 'bot', agent: 'agent' },
  declaration: 'Declaration (JSON)', edit: 'Declaration', noJson: 'This is not JSON yet; what was right before stands.',
  addLookup: 'Add lookup', addAction: 'Add action',
}
