//! The tables and how they came about: numbered steps, forward only.

use rusqlite::{Connection, TransactionBehavior};
use sha2::{Digest, Sha256};

use crate::{Error, Result};

/// `MARU` in the file's header: this database is ours.
const APPLICATION_ID: i32 = i32::from_be_bytes(*b"MARU");

/// A released step is never edited; a change is a new step.
const STEPS: [(&str, &str); 35] = [
    ("accounts", include_str!("migrations/0001_accounts.sql")),
    ("setup", include_str!("migrations/0002_setup.sql")),
    ("customers", include_str!("migrations/0003_customers.sql")),
    ("projections", include_str!("migrations/0004_projections.sql")),
    ("conversation", include_str!("migrations/0005_conversation.sql")),
    ("knowledge", include_str!("migrations/0006_knowledge.sql")),
    ("trust", include_str!("migrations/0007_trust.sql")),
    ("outside", include_str!("migrations/0008_outside.sql")),
    ("usual", include_str!("migrations/0009_usual.sql")),
    ("satisfaction", include_str!("migrations/0010_satisfaction.sql")),
    ("asks_satisfaction", include_str!("migrations/0011_asks_satisfaction.sql")),
    ("survey_answers", include_str!("migrations/0012_survey_answers.sql")),
    ("api_keys", include_str!("migrations/0013_api_keys.sql")),
    ("planning", include_str!("migrations/0014_planning.sql")),
    ("sites_and_drivers", include_str!("migrations/0015_sites_and_drivers.sql")),
    ("served", include_str!("migrations/0016_served.sql")),
    ("planned_shift", include_str!("migrations/0017_planned_shift.sql")),
    ("volume_counted", include_str!("migrations/0018_volume_counted.sql")),
    ("shadow", include_str!("migrations/0019_shadow.sql")),
    ("work_protection", include_str!("migrations/0020_work_protection.sql")),
    ("what_if", include_str!("migrations/0021_what_if.sql")),
    ("volume_imports", include_str!("migrations/0022_volume_imports.sql")),
    ("reasons", include_str!("migrations/0023_reasons.sql")),
    ("tone", include_str!("migrations/0024_tone.sql")),
    ("what_if_draft", include_str!("migrations/0025_what_if_draft.sql")),
    ("help", include_str!("migrations/0026_help.sql")),
    ("protection", include_str!("migrations/0027_protection.sql")),
    ("models", include_str!("migrations/0028_models.sql")),
    ("assist", include_str!("migrations/0029_assist.sql")),
    ("gaps", include_str!("migrations/0030_gaps.sql")),
    ("procedures", include_str!("migrations/0031_procedures.sql")),
    ("bot_trials", include_str!("migrations/0032_bot_trials.sql")),
    ("said_again", include_str!("migrations/0033_said_again.sql")),
    ("notice_words", include_str!("migrations/0034_notice_words.sql")),
    ("start", include_str!("migrations/0035_start.sql")),
];

/// The schema this program writes.
pub const SCHEMA_VERSION: u32 = STEPS.len() as u32;

/// Brings a database up to [`SCHEMA_VERSION`]; each step is one transaction.
pub(crate) fn migrate(connection: &mut Connection) -> Result<()> {
    let done = version(connection)?;
    for ((name, sql), number) in STEPS.iter().zip(1u32..) {
        if number <= done {
            continue;
        }
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        transaction.pragma_update(None, "application_id", APPLICATION_ID)?;
        transaction.execute_batch(
            "CREATE TABLE IF NOT EXISTS schema_version (version INTEGER PRIMARY KEY, name TEXT NOT NULL, sha256 BLOB NOT NULL) STRICT",
        )?;
        transaction.execute_batch(sql)?;
        transaction.execute("INSERT INTO schema_version VALUES (?1, ?2, ?3)", (number, name, digest(sql)))?;
        transaction.commit()?;
    }
    Ok(())
}

/// The schema version of a database, after making sure that it is ours and that we know all of it. 0: an empty file.
pub(crate) fn version(connection: &Connection) -> Result<u32> {
    let id: i32 = connection.pragma_query_value(None, "application_id", |row| row.get(0))?;
    let tables: u32 = connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
    if id == 0 && tables == 0 {
        return Ok(0);
    }
    if id != APPLICATION_ID {
        return Err(Error::Foreign(connection.path().unwrap_or_default().into()));
    }
    let mut statement = connection.prepare("SELECT version, sha256 FROM schema_version ORDER BY version")?;
    let applied: Vec<(u32, Vec<u8>)> =
        statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<Result<_, _>>()?;
    let found = applied.last().map_or(0, |(version, _)| *version);
    if found > SCHEMA_VERSION {
        return Err(Error::Newer { found, known: SCHEMA_VERSION });
    }
    for ((version, sha256), (_, sql)) in applied.iter().zip(&STEPS) {
        if *sha256 != digest(sql) {
            return Err(Error::Altered { version: *version });
        }
    }
    Ok(found)
}

fn digest(sql: &str) -> Vec<u8> {
    Sha256::digest(sql.as_bytes()).to_vec()
}
