//! The summary proposed at wrap-up and to whoever a contact is sent on to: a form of what was said, and nothing else.

use language::summary::{self, Contact, Speaker, Turn};
use routing::Event;
use rusqlite::Connection;

use super::types::ContactRow;
use super::{actions, again, done, path};
use crate::error::Result;
use crate::extract::Staff;
use crate::limits;
use crate::models;
use crate::models::types::Summary;
use crate::state::App;
use crate::wire::Language;

/// Lines read of a conversation, the last ones.
const LINES: u32 = 400;
/// Orders of the customer that are looked for in what was said.
const ORDERS: u32 = 200;
/// Characters of one entry.
const ENTRY_CHARS: usize = 200;

/// Headings of the form.
struct Heads {
    reason: &'static str,
    numbers: &'static str,
    shown: &'static str,
    done: &'static str,
    own_words: &'static str,
    said_again: &'static str,
    promise: &'static str,
    open: &'static str,
    next: &'static str,
    said: &'static str,
}

const KO: Heads = Heads {
    reason: "사유",
    numbers: "번호",
    shown: "안내한 자료",
    done: "한 일",
    own_words: "고객의 말",
    said_again: "고객이 다시 말한 횟수",
    promise: "약속",
    open: "답하지 못한 질문",
    next: "다음 할 일",
    said: "주요 대화",
};
const EN: Heads = Heads {
    reason: "Reason",
    numbers: "Numbers",
    shown: "Shown",
    done: "Done",
    own_words: "In the customer's words",
    said_again: "Times she had to say it again",
    promise: "Promised",
    open: "Not answered",
    next: "Next",
    said: "Said",
};

/// The form as text, in the reader's language; `events` are the contact's.
pub fn proposed(view: &Connection, staff: &Staff, row: &ContactRow, events: &[(i64, Event)]) -> Result<String> {
    let heads = match staff.language {
        Language::Ko => KO,
        Language::En => EN,
    };
    let reason = &row.reason.name.said(staff.language).to_owned();
    let turns = turns(view, staff.centre, row.id)?;
    let identifiers = identifiers(view, staff.centre, row, &turns)?;
    let actions = done::actions(view, staff, row.id, events)?;
    let contact = Contact { reason: Some(reason.clone()), turns, actions, identifiers };
    let form = summary::summarise(&contact);
    let promises = form.promises.iter().map(|promise| (heads.promise, &promise.text));
    let open = form.open.iter().map(|question| (heads.open, question));
    let again = again::times(view, staff.centre, row.id)?;
    let again = if again > 0 { again.to_string() } else { String::new() };
    let entries = [(heads.reason, reason), (heads.own_words, &form.own_words), (heads.said_again, &again)].into_iter();
    let entries = entries.chain(form.identifiers.iter().map(|number| (heads.numbers, number)));
    let entries = entries.chain(form.shown.iter().map(|text| (heads.shown, text)));
    let entries = entries.chain(form.done.iter().map(|text| (heads.done, text)));
    let entries = entries.chain(promises).chain(open).chain(form.next_step.iter().map(|step| (heads.next, step)));
    // What stands above already is not said twice.
    let said = form.extract.iter().filter(|text| !form.own_words.contains(text.as_str()));
    let entries = entries.chain(said.map(|text| (heads.said, text)));
    let cut = |text: &String| text.chars().take(ENTRY_CHARS).collect::<String>();
    let lines: Vec<String> = entries
        .filter(|(_, text)| !text.trim().is_empty())
        .map(|(head, text)| format!("{head}: {}", cut(text)))
        .collect();
    Ok(lines.join("\n").chars().take(limits::NOTE_CHARS).collect())
}

/// By the centre's model if it has one and answers in time, or the form.
pub async fn asked(app: &App, staff: &Staff, contact: u64) -> Result<Summary> {
    let row = actions::row(app, staff, contact).await?;
    let reader = staff.clone();
    let read = move |view: &Connection| {
        let events = path::events(view, reader.centre, row.id)?;
        Ok((proposed(view, &reader, &row, &events)?, turns(view, reader.centre, row.id)?))
    };
    let (form, turns) = app.read(read).await?;
    let asked = models::summary::by_model(app, staff.centre, &turns).await?;
    let limit_ms = asked.set.as_ref().map(|set| set.limit_ms);
    Ok(match asked.answer {
        Ok(text) => Summary {
            text: format!("{}\n{text}", models::mark(staff.language)),
            model: asked.set.map(|set| set.name),
            fault: None,
            limit_ms,
        },
        Err(fault) => Summary { text: form, model: None, fault: Some(fault), limit_ms },
    })
}

/// Order numbers of the customer that were spoken of.
fn identifiers(view: &Connection, centre: u32, row: &ContactRow, turns: &[Turn]) -> Result<Vec<String>> {
    let mut select = view.prepare_cached(
        "SELECT key FROM order_record WHERE centre = ?1 AND customer = ?2 ORDER BY placed_at DESC LIMIT ?3",
    )?;
    let found = select.query_map((centre, row.customer.id, ORDERS), |row| row.get(0))?;
    let mut keys: Vec<String> = found.collect::<rusqlite::Result<_>>()?;
    keys.retain(|key| !key.trim().is_empty() && turns.iter().any(|turn| turn.text.contains(key.as_str())));
    Ok(keys)
}

fn turns(view: &Connection, centre: u32, contact: u64) -> Result<Vec<Turn>> {
    let mut select = view.prepare_cached(
        // A warning is in the centre's published words: it stands under what was done, and is no promise of the agent's.
        "SELECT author, at, body FROM (SELECT message, author, at, body FROM message m
             WHERE centre = ?1 AND contact = ?2 AND kind = 'text' AND NOT EXISTS (
                 SELECT 1 FROM protection_notice n WHERE n.centre = m.centre AND n.contact = m.contact
                 AND n.by_account = m.account AND n.at = m.at)
             ORDER BY message DESC LIMIT ?3) ORDER BY message",
    )?;
    let found = select.query_map((centre, contact, LINES), |row| {
        Ok((row.get::<_, String>(0)?, row.get::<_, i64>(1)?, row.get(2)?))
    })?;
    let lines: Vec<(String, i64, String)> = found.collect::<rusqlite::Result<_>>()?;
    let begun = lines.first().map_or(0, |(_, at, _)| *at);
    let turn = |(author, at, text): (String, i64, String)| {
        let speaker = match author.as_str() {
            "customer" => Speaker::Customer,
            "bot" => Speaker::Bot,
            _ => Speaker::Agent,
        };
        Turn { speaker, at_ms: u64::try_from(at.saturating_sub(begun)).unwrap_or_default(), text }
    };
    Ok(lines.into_iter().map(turn).collect())
}
