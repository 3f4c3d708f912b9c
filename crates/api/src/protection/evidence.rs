//! What was told and said, so that it can be shown unchanged: a chain of hashes whose end is written down when a case begins.

use rusqlite::{Connection, OptionalExtension, Row, Transaction};
use sha2::{Digest, Sha256};
use store::access::Action;

use super::cases;
use super::ladder;
use super::types::{EvidenceAsked, EvidenceBundle, EvidenceEntry, ProtectionStepKind};
use crate::contacts::types::{AuthorKind, Message};
use crate::customers::looks::Look;
use crate::error::{Error, Result};
use crate::extract::Staff;
use crate::fields::Fields;
use crate::limits;
use crate::rows::{self, Names, as_word, word};
use crate::setup::document::Document;
use crate::state::App;
use crate::wire::{Language, Ms};

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

/// The announcement and the warnings, in the words of the setup that was in force then.
fn told(view: &Connection, centre: u32, contact: u64) -> Result<Vec<EvidenceEntry>> {
    let mut select = view.prepare_cached(
        "SELECT n.step, n.at, n.by_account IS NULL, n.language, p.document FROM protection_notice n
         LEFT JOIN policy_version p ON p.centre = n.centre AND p.version = n.version
         WHERE n.centre = ?1 AND n.contact = ?2 ORDER BY n.step",
    )?;
    let found = select.query_map((centre, contact), |row| {
        let step: u64 = row.get(0)?;
        let document: Option<Document> =
            row.get_ref(4)?.as_str_or_null()?.and_then(|json| serde_json::from_str(json).ok());
        Ok(EvidenceEntry {
            id: step,
            at: row.get(1)?,
            author: if row.get(2)? { AuthorKind::System } else { AuthorKind::Agent },
            kind: None,
            body: wording(document, step, word(row, 3)?),
            sha256: String::new(),
        })
    })?;
    Ok(found.collect::<rusqlite::Result<_>>()?)
}

fn wording(document: Option<Document>, step: u64, language: Language) -> String {
    let rules = ladder::rules(document.as_ref());
    let warning = usize::try_from(step).unwrap_or(usize::MAX).checked_sub(1);
    let words = match warning {
        None => Some(&rules.announcement),
        Some(at) => rules.warnings.get(at),
    };
    words.map(|words| words.said(language).to_owned()).unwrap_or_default()
}
