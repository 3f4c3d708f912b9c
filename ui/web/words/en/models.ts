import type { Schemas } from '../../lib/api.ts'

type Fault = Schemas['ModelFault']
const fault: Record<Fault, string> = {
  off: 'Models are switched off', not_set: 'No model is set', budget: 'Today’s budget is used up', busy: 'Too many questions at this moment',
  slow: 'The model did not answer in time', unreachable: 'The model could not be reached', key: 'The model does not take the key', key_lost: 'The key that was kept cannot be opened here; type it again',
  refused: 'The model answered with a fault', too_long: 'The answer was too long', unreadable: 'The answer could not be read', unsupported: 'The answer did not rest on what was sent', folder: 'The server’s folder of embeddings cannot be used',
}

const lower = (text: string) => text.charAt(0).toLowerCase() + text.slice(1)

export default {
  about: 'A model of another provider may write where you set one. It gets words with personal data out, and what it writes is marked “AI”. Without one, or when it fails, Maru’s own is shown.',
  on: 'Ask models', onHint: 'Off holds at once for the whole centre, for answers under way too.',
  isOff: 'Off: no model is asked, nothing is sent.',
  task: { summary: 'Summary at wrap-up and transfer', answer: 'Wording of the bot’s answers', search: 'Order of articles found' } satisfies Record<Schemas['ModelTask'], string>,
  taskIs: {
    summary: 'A chat model. Written when the agent asks for it; each sentence rests on a line of the conversation.',
    answer: 'A chat model. Said only if it cites the published revision of its article and each sentence has all its numbers and at least half of its words there; otherwise the article as it is. Customers see “[AI-written]”.',
    search: 'A model of embeddings. It orders what words have found and adds nothing.',
  } satisfies Record<Schemas['ModelTask'], string>,
  own: 'Not set: Maru does it by itself.', url: 'Address', urlHint: 'Up to /chat/completions or /embeddings, https. Inside addresses only if the operator lists them.',
  where: 'Where the model is', folder: (name: string) => `On this server · ${name}`, elsewhere: 'Another provider', inFolder: (name: string) => `On this server: ${name}. Nothing is sent and nothing is counted.`,
  folderFault: 'The folder of embeddings on this server cannot be used. For the operator:', folderGone: 'Set to the folder of embeddings on this server, but there is none that can be used: articles stay in the order of words. Ask the operator to look at the folder (setting embeddings), or choose another provider.',
  name: 'Model', key: 'Key', keyKept: 'A key is kept and is not shown. Leave empty to keep it; another address needs it again.', keyNone: 'None kept.',
  limit: 'Time limit, ms', limitHint: '100 to 10,000. After that Maru’s own is shown.', calls: 'Calls a day', tokens: 'Tokens a day',
  today: (calls: string, callsMost: string, tokens: string, tokensMost: string, failed: string) => `Today: ${calls} of ${callsMost} calls, ${tokens} of ${tokensMost} tokens, ${failed} not used`,
  asOf: (at: string) => `As of ${at}`, calls20: 'Last calls', showCalls: (count: string) => `The last calls (${count})`, heads: ['When', 'Model', 'Took', 'Tokens', 'Came to'], noCalls: 'None yet.', used: 'used', keyLost: 'The key that was kept cannot be opened here, as after a restore. Type it again.',
  save: 'Save', remove: 'Remove', saved: 'Saved',
  redaction: 'What is cut', redactionIs: 'Numbers of people, phones, mail, cards, accounts, addresses, and names after a cue. Cut by the machine, not checked by a person: other names may stay.',
  words: 'Words to try', example: 'My refund has not come. My number is 010-1234-5678.', show: 'Show what is cut', tryModel: 'Try', sent: 'Given to the model', cut: 'What is left', answer: 'Answer', took: (ms: string) => `${ms} ms`,
  ask: 'Write with AI', ai: 'AI', by: (model: string) => `written by ${model}. Check it before you save.`, back: 'Back to mine',
  failed: (why: Fault, limitMs: number | null | undefined) => `${fault[why]}${why === 'slow' && limitMs ? ` (${limitMs / 1_000} s)` : ''}. Your text stays as it is.`,
  because: (why: Fault) => `Default used because: ${lower(fault[why])}`, written: (model: string) => `Written by ${model}`, ordered: (model: string) => `Order by ${model}`, orderOwn: (why: Fault) => `Order by words alone because: ${lower(fault[why])}`,
  fault,
}
