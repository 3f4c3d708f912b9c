//! Examples as a file: a customer's words and their reason on every line, as `maru reasons train` reads it. It is looked through
//! whole first; then all of it is taken, or nothing.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use axum::body::Bytes;
use language::reasons::{Row, Unusable, is_other, rows as read, same_words};
use rusqlite::{Connection, Transaction};
use serde_json::json;

use super::types::{ExamplesImport, FileContradiction, FullReason, LineFault, UnknownReason};
use super::{choosable, rows};
use crate::clean::Clean;
use crate::error::{Error, FieldCode, FileFault, Result};
use crate::extract::Staff;
use crate::measures::csv::plain;
use crate::setup::catalogue::Catalogue;
use crate::state::{App, blocking};
use crate::wire::{Language, Ms};
use crate::{history, limits};
use rows::{ExampleSource, NewExample};

/// Contradictions, faults and unknown names told one by one; all are counted.
const NAMED: usize = 50;

/// What names of the file mean that no reason has: a reason, or none where their lines are left out.
pub type Meant = BTreeMap<String, Option<u32>>;

/// Looks a file through, and takes it if that is wanted and nothing stands against it.
pub async fn import(app: &App, staff: &Staff, bytes: Bytes, meant: Meant, take: bool) -> Result<ExamplesImport> {
    let (centre, at, by) = (staff.centre, app.now(), staff.clone());
    let catalogue = app.catalogue(centre).await?;
    // Taken apart and cleaned before anything waits for the writer, which routing needs.
    let file = blocking(move || Ok(Arc::new(File { lines: lines(&bytes)?, meant }))).await?;
    let (read, names) = (Arc::clone(&file), Arc::clone(&catalogue));
    let seen = app.read(move |view| Look::of(view, centre, &names, &read)).await?;
    if !take || seen.stands_against() {
        return Ok(seen.report);
    }
    let taken = app.write(move |tx| {
        let mut look = Look::of(tx, centre, &catalogue, &file)?;
        if look.stands_against() {
            return Ok(look.report);
        }
        look.put(tx, centre, by.account, at.0)?;
        let detail = json!({ "lines": look.report.lines, "new": look.report.new });
        history::record(tx, &by, at, ("example", 0), "imported", &detail)?;
        look.report.taken = true;
        Ok(look.report)
    });
    let report = taken.await?;
    if report.taken {
        app.models().changed(centre);
    }
    Ok(report)
}

/// A file as it is looked at.
struct File {
    lines: Vec<Line>,
    meant: Meant,
}

struct Line {
    number: u64,
    text: Clean,
    /// What says the same: see [`same_words`].
    same: String,
    reason: String,
}

impl Line {
    fn of(row: Row) -> Line {
        let written = row.text.strip_prefix('\'').filter(|rest| is_formula(rest)).unwrap_or(&row.text);
        let text = Clean::of(written).trimmed();
        Line { number: row.line as u64, same: same_words(&text), text, reason: row.reason }
    }

    fn fault(&self) -> Option<(&'static str, FieldCode)> {
        if self.text.is_empty() {
            Some(("text", FieldCode::Required))
        } else if self.reason.is_empty() {
            Some(("reason", FieldCode::Required))
        } else {
            (self.text.chars().count() > limits::WORDS_CHARS).then_some(("text", FieldCode::TooLong))
        }
    }
}

fn lines(bytes: &[u8]) -> Result<Vec<Line>> {
    Ok(read(bytes).map_err(damaged)?.into_iter().map(Line::of).collect())
}

fn damaged(fault: Unusable) -> Error {
    let (line, cause) = match fault {
        Unusable::Encoding => (1, FileFault::Encoding),
        Unusable::Columns(line) => (line, FileFault::Cells),
        Unusable::Header(_) | Unusable::Nothing => (1, FileFault::Header),
        Unusable::TooMany => (1, FileFault::TooManyRows),
    };
    Error::damaged(line as u64, cause)
}

/// A file beside what the centre has.
struct Look {
    report: ExamplesImport,
    new: Vec<(u32, Clean)>,
    /// Corrections that make room, by reason.
    gives_way: BTreeMap<u32, u32>,
}

impl Look {
    fn of(view: &Connection, centre: u32, catalogue: &Catalogue, File { lines, meant }: &File) -> Result<Look> {
        let kept = rows::all(view, centre)?;
        let mut there: HashSet<(u32, String)> = HashSet::new();
        let mut said: HashMap<String, u32> = HashMap::new();
        let (mut written, mut count) = (BTreeMap::<u32, u32>::new(), BTreeMap::<u32, u32>::new());
        for (reason, text, source) in kept {
            *count.entry(reason).or_default() += 1;
            *written.entry(reason).or_default() += u32::from(source == ExampleSource::Written);
            said.entry(same_words(&text)).or_insert(reason);
            there.insert((reason, text));
        }
        let named = Names::of(catalogue);
        let name = |id: u32| catalogue.reason_name(Some(id));
        let mut report = ExamplesImport { lines: lines.len() as u32, ..ExamplesImport::default() };
        let (mut new, mut unknown) = (Vec::new(), BTreeMap::<&str, u32>::new());
        for line in lines {
            if let Some((field, code)) = line.fault() {
                report.faulty += 1;
                if report.faults.len() < NAMED {
                    report.faults.push(LineFault { line: line.number, field: field.into(), code });
                }
                continue;
            }
            let reason = match (named.find(&line.reason), meant.get(&line.reason)) {
                (Some(reason), _) => reason,
                (None, Some(None)) => {
                    report.left_out += 1;
                    continue;
                }
                (None, Some(Some(reason))) if named.are_there(*reason) => *reason,
                (None, _) => {
                    report.unknown_lines += 1;
                    *unknown.entry(&line.reason).or_default() += 1;
                    continue;
                }
            };
            let before = *said.entry(line.same.clone()).or_insert(reason);
            if before != reason {
                report.contradictory += 1;
                if report.contradictions.len() < NAMED {
                    report.contradictions.push(FileContradiction {
                        line: line.number,
                        text: line.text.to_string(),
                        reason: name(reason),
                        other: name(before),
                    });
                }
            }
            if !there.insert((reason, line.text.to_string())) {
                report.there += 1;
                continue;
            }
            report.new += 1;
            *count.entry(reason).or_default() += 1;
            *written.entry(reason).or_default() += 1;
            new.push((reason, line.text.clone()));
        }
        let unknown = unknown.into_iter().take(NAMED);
        report.unknown = unknown.map(|(name, lines)| UnknownReason { name: name.into(), lines }).collect();
        let most = limits::EXAMPLES_OF_A_REASON;
        let full = written.iter().filter(|(_, written)| **written > most);
        report.full = full.map(|(id, written)| FullReason { reason: name(*id), would_be: *written, most }).collect();
        let gives_way: BTreeMap<u32, u32> = count.iter().map(|(id, count)| (*id, count.saturating_sub(most))).collect();
        let all: u32 = count.values().map(|count| (*count).min(most)).sum();
        report.over = all.saturating_sub(limits::REASON_EXAMPLES);
        Ok(Look { report, new, gives_way })
    }

    fn stands_against(&self) -> bool {
        let report = &self.report;
        report.faulty > 0 || !report.unknown.is_empty() || !report.full.is_empty() || report.over > 0
    }

    fn put(&self, tx: &Transaction<'_>, centre: u32, by: u32, at: Ms) -> Result<()> {
        for (reason, many) in self.gives_way.iter().filter(|(_, many)| **many > 0) {
            rows::make_room(tx, centre, *reason, *many)?;
        }
        for (reason, text) in &self.new {
            let source = ExampleSource::Written;
            rows::insert(tx, centre, &NewExample { reason: *reason, text, source, contact: None, by, at })?;
        }
        Ok(())
    }
}

/// Reasons that have examples, by what a file may call them: number, or name in either language.
struct Names {
    by: HashMap<String, Option<u32>>,
    stands_in: Option<u32>,
    ids: HashSet<u32>,
}

impl Names {
    fn of(catalogue: &Catalogue) -> Names {
        let stands_in = catalogue.document.as_ref().map(|document| document.unknown_reason.0);
        let (mut by, mut ids) = (HashMap::new(), HashSet::new());
        for entry in choosable(catalogue) {
            let id = entry.id.0;
            ids.insert(id);
            for name in HashSet::from([folded(&entry.name.ko), folded(&entry.name.en)]) {
                // A name that two reasons have says neither.
                by.entry(name).and_modify(|found| *found = None).or_insert(Some(id));
            }
        }
        ids.extend(stands_in);
        by.extend(ids.iter().map(|id| (id.to_string(), Some(*id))));
        Names { by, stands_in, ids }
    }

    fn find(&self, named: &str) -> Option<u32> {
        if is_other(named) { self.stands_in } else { self.by.get(&folded(named)).copied().flatten() }
    }

    fn are_there(&self, id: u32) -> bool {
        self.ids.contains(&id)
    }
}

fn folded(name: &str) -> String {
    name.trim().to_lowercase()
}

fn is_formula(text: &str) -> bool {
    plain(text.to_owned()) != text
}

/// Every example as a file that can be imported again, the oldest first.
pub fn export(view: &Connection, centre: u32, catalogue: &Catalogue, language: Language) -> Result<String> {
    let names = Names::of(catalogue);
    let head = match language {
        Language::Ko => "내용\t사유",
        Language::En => "text\treason",
    };
    // Spreadsheets take a file without the mark for CP949.
    let mut out = format!("\u{feff}{head}\n");
    for (reason, text, _) in rows::all(view, centre)? {
        let named = match catalogue.reason_name(Some(reason)).name.said(language) {
            _ if names.stands_in == Some(reason) => "other".into(),
            name if names.find(name) == Some(reason) => name.to_owned(),
            _ => reason.to_string(),
        };
        let line: String = plain(text).chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        out.push_str(&format!("{line}\t{named}\n"));
    }
    Ok(out)
}
