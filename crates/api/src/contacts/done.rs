//! The log of actions of a contact, as its summary names them: what was shown to the customer and done for her.

use language::summary::Action;
use routing::Event;
use routing::event::LegEnd;
use routing::input::JoinRole;
use rusqlite::Connection;

use crate::error::Result;
use crate::extract::Staff;
use crate::guide::{self, types::GuideAnswer};
use crate::wire::{Language, Words};

/// What was shown and done, oldest first, in the reader's language. Times are milliseconds of the Unix epoch.
pub fn actions(view: &Connection, staff: &Staff, contact: u64, events: &[(i64, Event)]) -> Result<Vec<Action>> {
    let korean = staff.language == Language::Ko;
    let mut all = shown(view, staff.centre, contact, staff.language)?;
    all.extend(sent(view, staff.centre, contact, korean)?);
    all.extend(warned(view, staff.centre, contact, korean)?);
    all.extend(ticked(view, staff, contact)?);
    all.extend(crate::procedures::done(view, staff.centre, contact, korean)?);
    for (at, event) in events {
        let [ko, en] = match event {
            Event::Booked { .. } => ["콜백을 예약함", "Booked a callback"],
            Event::LegEnded { cause: LegEnd::Transferred, .. } => ["다른 담당에게 전달함", "Sent it on"],
            Event::AgentJoined { role: JoinRole::Consult, .. } => ["동료에게 물어봄", "Asked a colleague"],
            _ => continue,
        };
        all.push(action(*at, (if korean { ko } else { en }).to_owned(), true));
    }
    all.sort_by_key(|action| action.at_ms);
    Ok(all)
}

fn action(at: i64, text: String, done: bool) -> Action {
    Action { at_ms: u64::try_from(at).unwrap_or_default(), text, done }
}

/// Articles quoted, each once.
fn shown(view: &Connection, centre: u32, contact: u64, language: Language) -> Result<Vec<Action>> {
    let mut select = view.prepare_cached(
        "SELECT min(m.at), a.title_ko, a.title_en FROM message m
         JOIN article a ON a.centre = m.centre AND a.article = m.article
         WHERE m.centre = ?1 AND m.contact = ?2 AND m.author <> 'customer' GROUP BY m.article",
    )?;
    let found = select.query_map((centre, contact), |row| {
        let title = Words { ko: row.get(1)?, en: row.get(2)? };
        Ok(action(row.get(0)?, title.said(language).to_owned(), false))
    })?;
    Ok(found.collect::<rusqlite::Result<_>>()?)
}

/// Files sent to the customer.
fn sent(view: &Connection, centre: u32, contact: u64, korean: bool) -> Result<Vec<Action>> {
    let mut select = view.prepare_cached(
        "SELECT m.at, f.label FROM message m JOIN file f ON f.centre = m.centre AND f.file = m.file
         WHERE m.centre = ?1 AND m.contact = ?2 AND m.author = 'agent' AND m.kind = 'file'",
    )?;
    let found = select.query_map((centre, contact), |row| {
        let label: String = row.get(1)?;
        Ok(action(
            row.get(0)?,
            if korean { format!("파일 보냄: {label}") } else { format!("Sent a file: {label}") },
            true,
        ))
    })?;
    Ok(found.collect::<rusqlite::Result<_>>()?)
}

/// What was ticked of the reason's guide.
fn ticked(view: &Connection, staff: &Staff, contact: u64) -> Result<Vec<Action>> {
    let answered = |answer| match (answer, staff.language) {
        (GuideAnswer::Done, _) => "",
        (GuideAnswer::Yes, Language::Ko) => ": 예",
        (GuideAnswer::No, Language::Ko) => ": 아니요",
        (GuideAnswer::Yes, Language::En) => ": yes",
        (GuideAnswer::No, Language::En) => ": no",
    };
    let done = guide::done(view, staff.centre, contact)?;
    let line = |(at, words, answer): (i64, Words, GuideAnswer)| {
        action(at, format!("{}{}", words.said(staff.language), answered(answer)), true)
    };
    Ok(done.into_iter().map(line).collect())
}

/// Warnings of the ladder of protection.
fn warned(view: &Connection, centre: u32, contact: u64, korean: bool) -> Result<Vec<Action>> {
    let mut select = view.prepare_cached(
        "SELECT at, step FROM protection_notice WHERE centre = ?1 AND contact = ?2 AND step > 0 ORDER BY step",
    )?;
    let found = select.query_map((centre, contact), |row| {
        let step: u8 = row.get(1)?;
        Ok(action(row.get(0)?, if korean { format!("{step}차 경고함") } else { format!("Gave warning {step}") }, true))
    })?;
    Ok(found.collect::<rusqlite::Result<_>>()?)
}
