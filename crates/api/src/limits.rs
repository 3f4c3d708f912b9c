//! Every limit on what comes from outside, by name. Each has a test.

/// Largest JSON body, in bytes.
pub const JSON_BYTES: usize = 64 * 1024;
/// Largest file a customer or an agent may send, in bytes.
pub const FILE_BYTES: usize = 10 * 1024 * 1024;
/// Most files of one contact.
pub const CONTACT_FILES: u32 = 50;
/// Largest CSV to import, in bytes.
pub const IMPORT_BYTES: usize = 32 * 1024 * 1024;
/// Largest setup document, in bytes.
pub const SETUP_BYTES: usize = 1024 * 1024;
/// Longest message, in characters.
pub const MESSAGE_CHARS: usize = 4_000;
/// Longest name or title, in characters.
pub const NAME_CHARS: usize = 100;
/// Longest note or reason given, in characters.
pub const NOTE_CHARS: usize = 2_000;
/// Longest first words of a customer, or example of a reason, in characters.
pub const WORDS_CHARS: usize = 500;
/// Reasons offered for a customer's first words.
pub const LIKELY_REASONS: usize = 3;
/// Most examples of one reason.
pub const EXAMPLES_OF_A_REASON: u32 = 300;
/// Most examples a model of reasons learns from, the newest; with it the memory of a centre stays below 128 MiB.
pub const REASON_EXAMPLES: u32 = 10_000;
/// Largest file of examples.
pub const EXAMPLES_BYTES: usize = 16 * 1024 * 1024;
/// Most contacts without a reason that teach what is none.
pub const UNLABELLED_WORDS: u32 = 2_000;
/// Articles of one centre, retired ones too: all of them are searched in memory.
pub const ARTICLES: u32 = 10_000;
/// Longest body of an article in one language, in characters; both fit into a request with the steps.
pub const ARTICLE_CHARS: usize = 8_000;
/// Longest search text, in characters.
pub const QUERY_CHARS: usize = 100;
/// Most rows in one page of a list.
pub const PAGE_ROWS: u32 = 200;
/// Longest e-mail address, in characters.
pub const EMAIL_CHARS: usize = 254;
/// Longest password looked at, in characters; hashing more would be work for nothing.
pub const PASSWORD_CHARS: usize = 256;
/// Password checks running at once; each takes 19 MiB and a core.
pub const PASSWORD_CHECKS: usize = 2;
/// Longest key of the company's own, in characters.
pub const KEY_CHARS: usize = 128;
/// Most rows in one import.
pub const IMPORT_ROWS: usize = 100_000;
/// Most rows in one report: a hundred days by half hours.
pub const REPORT_ROWS: usize = 5_000;
/// Customers whose data one person may reveal within [`MANY_REVEALS_WITHIN_MS`] before a supervisor is told.
pub const MANY_REVEALS: u32 = 20;
/// One hour.
pub const MANY_REVEALS_WITHIN_MS: i64 = 3_600_000;
/// Customers' sockets that have not said yet who they are, at once.
pub const UNGREETED_SOCKETS: usize = 1_000;
/// Keys of systems one centre may have.
pub const API_KEYS: usize = 50;
/// Most rows of the journal in a stretch that is played again here; longer ones are for `maru replay`.
pub const TRY_ROWS: u64 = 200_000;
/// Longest a try may take, in ms.
pub const TRY_MS: i64 = 300_000;
/// Tries kept under a name, of one centre.
pub const NAMED_TRIES: u32 = 100;
/// Tries without a name: the newest stay.
pub const LAST_TRIES: u32 = 30;
/// Most rows of the journal gone through to say why somebody had nothing.
pub const IDLE_ROWS: u64 = 50_000;
/// Longest stretch that is explained, in ms.
pub const IDLE_MS: i64 = 4 * 3_600_000;
