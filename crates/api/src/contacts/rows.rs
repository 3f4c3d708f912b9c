//! A contact as a row of a list: one statement, whatever the list.

use rusqlite::{Connection, OptionalExtension, Row, ToSql};

use super::types::{AuthorKind, ContactRow, ContactState, Joined, LastLine, MessageKind, Turn};
use crate::customers::mask;
use crate::customers::types::CustomerName;
use crate::error::Result;
use crate::rows::{Names, maybe_agent, maybe_word, parse_word, word};
use crate::setup::catalogue::Catalogue;
use crate::wire::{Language, Ms};

/// Letters of the last line shown in a list.
const LINE_CHARS: usize = 120;

const SELECT: &str = "
SELECT c.contact, c.case_id, c.channel, c.state, c.customer, c.known, cu.name, c.reason,
       a.account, a.name, a.alias, a.kind = 'bot',
       c.waiting_since, c.told_until, d.put_off_until, cb.starts_at, c.arrived_at, c.closed_at, c.outcome,
       m.author, m.kind, m.body, m.at,
       (SELECT min(said.at) FROM message said
        WHERE said.centre = c.centre AND said.contact = c.contact AND said.author = 'customer'
          AND said.message > coalesce((SELECT max(answer.message) FROM message answer
                                       WHERE answer.centre = c.centre AND answer.contact = c.contact
                                         -- What a bot said leaves her unanswered once a person has her.
                                         AND (answer.author = 'agent' OR answer.author = 'bot' AND a.kind = 'bot')
                                         AND answer.kind IN ('text', 'file')), 0)),
       (SELECT json_group_array(json_array(l.agent, l.role, l.state)) FROM leg l
        WHERE l.centre = c.centre AND l.contact = c.contact AND l.state <> 'done'),
       c.connected_at, c.ended_at, tf.class
FROM contact c
LEFT JOIN customer cu ON cu.centre = c.centre AND cu.customer = c.customer AND cu.state = 'known'
LEFT JOIN account a ON a.centre = c.centre AND a.account = c.agent
LEFT JOIN contact_detail d ON d.centre = c.centre AND d.contact = c.contact
LEFT JOIN callback cb ON cb.centre = c.centre AND cb.contact = c.contact AND cb.state IN ('booked', 'due')
LEFT JOIN message m ON m.centre = c.centre AND m.message =
     (SELECT max(last.message) FROM message last
      WHERE last.centre = c.centre AND last.contact = c.contact AND last.kind IN ('text', 'file'))
LEFT JOIN tone_flag tf ON tf.centre = m.centre AND tf.message = m.message
WHERE c.centre = ?1 AND ";

/// The rows for which `wanted` holds; `?1` is the centre, `values` follow.
pub fn find(
    view: &Connection,
    centre: u32,
    catalogue: &Catalogue,
    names: &Names,
    wanted: &'static str,
    values: &[&dyn ToSql],
) -> Result<Vec<ContactRow>> {
    let mut select = view.prepare_cached(&format!("{SELECT}{wanted}"))?;
    let all: Vec<&dyn ToSql> = std::iter::once(&centre as &dyn ToSql).chain(values.iter().copied()).collect();
    let rows = select.query_map(all.as_slice(), |row| read(row, catalogue, names))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// One contact.
pub fn one(view: &Connection, centre: u32, catalogue: &Catalogue, contact: u64) -> Result<Option<ContactRow>> {
    let names = Names::load(view, centre)?;
    Ok(find(view, centre, catalogue, &names, "c.contact = ?2", &[&contact])?.pop())
}

/// The language a customer reads in this contact; Korean where it is not kept.
pub fn language(view: &Connection, centre: u32, contact: u64) -> Result<Language> {
    let sql = "SELECT language FROM contact_detail WHERE centre = ?1 AND contact = ?2";
    let found = view.prepare_cached(sql)?.query_row((centre, contact), |row| word(row, 0)).optional()?;
    Ok(found.unwrap_or_default())
}

/// Who the customer of a contact is, and its case.
pub fn customer_and_case(view: &Connection, centre: u32, contact: u64) -> Result<Option<(u64, u64)>> {
    let mut find = view.prepare_cached("SELECT customer, case_id FROM contact WHERE centre = ?1 AND contact = ?2")?;
    Ok(find.query_row((centre, contact), |row| Ok((row.get(0)?, row.get(1)?))).optional()?)
}

fn read(row: &Row<'_>, catalogue: &Catalogue, names: &Names) -> rusqlite::Result<ContactRow> {
    let state = word(row, 3)?;
    let reason: Option<u32> = row.get(7)?;
    let waiting_since: Option<Ms> = row.get(12)?;
    let arrived = row.get(16)?;
    let closed = row.get(17)?;
    let last = last_line(row)?;
    let (turn, turn_since) = turn(&Facts {
        state,
        arrived,
        closed,
        waiting_since,
        callback_at: row.get(15)?,
        unanswered_since: row.get(23)?,
        last_at: last.as_ref().map(|line| line.at),
        connected: row.get(25)?,
        ended: row.get(26)?,
    });
    let target_ms = reason.and_then(|reason| catalogue.reason(reason)).map(|reason| i64::from(reason.target_ms));
    let legs: Vec<(u32, String, String)> = crate::rows::json(row, 24)?;
    let agent = maybe_agent(row, 8)?;
    let name: Option<String> = row.get(6)?;
    Ok(ContactRow {
        id: row.get(0)?,
        case: row.get(1)?,
        channel: word(row, 2)?,
        state,
        customer: CustomerName { id: row.get(4)?, name: name.as_deref().map(mask::name), known: row.get(5)? },
        reason: catalogue.reason_name(reason),
        joined: legs
            .iter()
            .filter(|(_, role, state)| role != "serve" && state != "wrap_up")
            .filter_map(|(id, role, _)| {
                Some(Joined { agent: names.agent(routing::AgentId(*id)), role: parse_word(role)? })
            })
            .collect(),
        wrapping_up: legs.iter().filter(|(_, _, state)| state == "wrap_up").map(|(id, ..)| *id).collect(),
        agent,
        turn,
        turn_since,
        waiting_since,
        answer_by: waiting_since.zip(target_ms).map(|(since, target)| since.saturating_add(target)),
        promised_by: row.get(13)?,
        put_off_until: row.get(14)?,
        callback_at: row.get(15)?,
        arrived,
        closed,
        outcome: maybe_word(row, 18)?,
        last,
        here: Vec::new(),
    })
}

fn last_line(row: &Row<'_>) -> rusqlite::Result<Option<LastLine>> {
    let Some(author) = maybe_word::<AuthorKind>(row, 19)? else { return Ok(None) };
    let body: String = row.get(21)?;
    let text = match word(row, 20)? {
        MessageKind::File => String::new(),
        _ => body.chars().take(LINE_CHARS).collect(),
    };
    Ok(Some(LastLine { author, text, at: row.get(22)?, tone: maybe_word(row, 27)? }))
}

/// What decides whose turn it is.
struct Facts {
    state: ContactState,
    arrived: Ms,
    closed: Option<Ms>,
    waiting_since: Option<Ms>,
    callback_at: Option<Ms>,
    unanswered_since: Option<Ms>,
    last_at: Option<Ms>,
    connected: Option<Ms>,
    ended: Option<Ms>,
}

/// Whose turn it is and since when. No read flags: it is the agent's until she answers.
fn turn(facts: &Facts) -> (Turn, Ms) {
    match facts.state {
        ContactState::Choosing | ContactState::SelfService => (Turn::Customer, facts.arrived),
        ContactState::Closed => (Turn::Customer, facts.closed.unwrap_or(facts.arrived)),
        ContactState::Booked => (Turn::Agent, facts.callback_at.unwrap_or(facts.arrived)),
        ContactState::Waiting | ContactState::Offered => (Turn::Agent, facts.waiting_since.unwrap_or(facts.arrived)),
        ContactState::WrapUp => (Turn::Agent, facts.ended.unwrap_or(facts.arrived)),
        ContactState::Talking | ContactState::Held => match (facts.unanswered_since, facts.last_at) {
            // A line said before the connection waits for an answer since the connection.
            (Some(since), _) => (Turn::Agent, since.max(facts.connected.unwrap_or(since))),
            (None, Some(last)) if facts.connected.is_none_or(|connected| connected <= last) => (Turn::Customer, last),
            // Whoever has taken it has said nothing yet, whatever a bot or a colleague said before.
            (None, _) => (Turn::Agent, facts.connected.unwrap_or(facts.arrived)),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_handed_over_waits_for_whoever_took_it() {
        let talking = Facts {
            state: ContactState::Talking,
            arrived: 0,
            closed: None,
            waiting_since: None,
            callback_at: None,
            unanswered_since: None,
            last_at: Some(50),
            connected: Some(70),
            ended: None,
        };
        assert!(matches!(turn(&talking), (Turn::Agent, 70)), "a bot spoke last, and she has said nothing");
        assert!(matches!(turn(&Facts { last_at: Some(80), ..talking }), (Turn::Customer, 80)));
    }
}
