//! What was told and said, so that it can be shown unchanged: a chain of hashes whose end is written down when a case begins.

use rusqlite::{Connection, OptionalExtension, Row, Transaction};
use sha2::{Digest, Sha256};
use store::access::Action;

use super::cases;
use super::types::{EvidenceAsked, EvidenceBundle, EvidenceEntry, EvidenceNotice, ProtectionStepKind};
use crate::contacts::types::{AuthorKind, Message};
use crate::customers::looks::Look;
use crate::error::{Error, Result};
use crate::extract::Staff;
use crate::fields::Fields;
use crate::limits;
use crate::rows::{self, Names, as_word, word};
use crate::state::App;
use crate::wire::Ms;

/// For whoever checks a file without this program.
const HASHED: &str = "sha256 = lower-case hex of SHA-256 over the UTF-8 text: previous entry's sha256 (empty for the first), id, at, \
                      author, kind (empty if null), body; each followed by one line feed. The bundle's sha256 is the last entry's.";

/// The hash of the evidence as it stands now, to be kept with it.
pub fn kept(view: &Connection, centre: u32, contact: u64, lines: &[Message]) -> Result<String> {
    Ok(entries(view, centre, contact, lines)?.pop().map(|last| last.sha256).unwrap_or_default())
}

/// The file, for a supervisor who says what for. That it was handed out is in the record of access and in the case.
pub async fn export(app: &App, staff: &Staff, id: u64, body: EvidenceAsked) -> Result<EvidenceBundle> {
    let mut fields = Fields::default();
    fields.text(&body.why, limits::NOTE_CHARS, "why");
    fields.check()?;
    let (now, staff) = (app.now().0, staff.clone());
    app.write(move |tx| {
        let kept = Kept::read(tx, staff.centre, id)?.ok_or(Error::NotFound)?;
        let entries = entries(tx, staff.centre, kept.contact, &kept.lines)?;
        recorded(tx, &staff, id, &kept, &body, now)?;
        let names = Names::load(tx, staff.centre)?;
        let name = |id| names.agent(routing::AgentId(id)).name;
        let sha256 = entries.last().map(|last| last.sha256.clone()).unwrap_or_default();
        Ok(EvidenceBundle {
            protection: id,
            contact: kept.contact,
            agent: name(kept.agent),
            customer: kept.customer,
            kept_at: kept.at,
            hashed: HASHED.into(),
            unchanged: sha256 == kept.sha256,
            sha256,
            kept_sha256: kept.sha256,
            entries,
            exported_at: now,
            exported_by: name(staff.account),
            why: body.why.into_string(),
        })
    })
    .await
}

fn recorded(tx: &Transaction<'_>, staff: &Staff, id: u64, kept: &Kept, body: &EvidenceAsked, now: Ms) -> Result<()> {
    let look = Look {
        subject: Some(kept.customer),
        action: Action::Export,
        what: "protection evidence",
        why: &body.why,
        contact: Some(kept.contact),
    };
    look.record(tx, staff, now)?;
    cases::step(tx, staff, id, ProtectionStepKind::Exported, &body.why, now)
}

struct Kept {
    contact: u64,
    customer: u64,
    agent: u32,
    at: Ms,
    sha256: String,
    lines: Vec<Message>,
}

impl Kept {
    fn read(view: &Connection, centre: u32, id: u64) -> Result<Option<Kept>> {
        let mut select = view.prepare_cached(
            "SELECT contact, customer, agent, at, evidence_sha256, evidence FROM protection
             WHERE centre = ?1 AND protection = ?2",
        )?;
        let read = |row: &Row<'_>| {
            Ok(Kept {
                contact: row.get(0)?,
                customer: row.get(1)?,
                agent: row.get(2)?,
                at: row.get(3)?,
                sha256: row.get(4)?,
                lines: rows::json(row, 5)?,
            })
        };
        Ok(select.query_row((centre, id), read).optional()?)
    }
}

/// What the customer was told by the ladder, then every line, chained.
fn entries(view: &Connection, centre: u32, contact: u64, lines: &[Message]) -> Result<Vec<EvidenceEntry>> {
    let mut out = told(view, centre, contact)?;
    out.extend(lines.iter().map(|line| EvidenceEntry {
        id: line.id,
        at: line.at,
        author: line.author,
        kind: Some(line.kind),
        notice: None,
        body: line.file.as_ref().map_or_else(|| line.body.clone(), |file| file.name.clone()),
        sha256: String::new(),
    }));
    let mut before = String::new();
    for entry in &mut out {
        before = hash(&before, entry)?;
        entry.sha256.clone_from(&before);
    }
    Ok(out)
}

fn hash(before: &str, entry: &EvidenceEntry) -> Result<String> {
    let (author, kind) = (as_word(&entry.author)?, entry.kind.as_ref().map(as_word).transpose()?.unwrap_or_default());
    let text = format!("{before}\n{}\n{}\n{author}\n{kind}\n{}\n", entry.id, entry.at, entry.body);
    Ok(store::hex(&Sha256::digest(text.as_bytes())))
}

/// The announcement and the warnings, in the words that were read.
fn told(view: &Connection, centre: u32, contact: u64) -> Result<Vec<EvidenceEntry>> {
    let names = Names::load(view, centre)?;
    let mut select = view.prepare_cached(
        "SELECT step, at, by_account, version, language, words FROM protection_notice
         WHERE centre = ?1 AND contact = ?2 ORDER BY step",
    )?;
    let found = select.query_map((centre, contact), |row| {
        let by: Option<u32> = row.get(2)?;
        Ok(EvidenceEntry {
            id: row.get(0)?,
            at: row.get(1)?,
            author: if by.is_none() { AuthorKind::System } else { AuthorKind::Agent },
            kind: None,
            notice: Some(EvidenceNotice {
                version: row.get(3)?,
                language: word(row, 4)?,
                by: by.map(|by| names.agent(routing::AgentId(by)).name),
            }),
            body: row.get(5)?,
            sha256: String::new(),
        })
    })?;
    Ok(found.collect::<rusqlite::Result<_>>()?)
}
