//! How the customer's last turns went, for supervisors, in words. Of a conversation, never of a person.

use rusqlite::Connection;

use super::types::{ToneClass, Trend};
use crate::error::Result;
use crate::rows::maybe_word;

/// Turns looked at.
const TURNS: usize = 3;

/// What the last three turns did; none where they were ordinary, or about danger to life.
pub fn of(view: &Connection, centre: u32, contact: u64) -> Result<Option<Trend>> {
    let mut select = view.prepare_cached(
        "SELECT f.class, f.clear FROM message m
         LEFT JOIN tone_flag f ON f.centre = m.centre AND f.message = m.message
         WHERE m.centre = ?1 AND m.contact = ?2 AND m.author = 'customer' AND m.kind = 'text'
         ORDER BY m.message DESC LIMIT ?3",
    )?;
    let found = select.query_map((centre, contact, TURNS), |row| {
        Ok(maybe_word(row, 0)?
            .map(|class: ToneClass| (class, row.get::<_, Option<bool>>(1).ok().flatten() == Some(true))))
    })?;
    let mut turns: Vec<Option<(ToneClass, bool)>> = found.collect::<rusqlite::Result<_>>()?;
    turns.reverse();
    Ok(trend(&turns))
}

/// Oldest first.
fn trend(turns: &[Option<(ToneClass, bool)>]) -> Option<Trend> {
    let [first, middle, last] = turns else { return None };
    let turns = [first, middle, last];
    if turns.iter().any(|turn| matches!(turn, Some((ToneClass::Distress, _)))) {
        return None;
    }
    let [first, middle, last] = turns.map(|turn| turn.map_or(0, weight));
    match () {
        () if first <= middle && middle <= last && first < last => Some(Trend::Sharper),
        () if first >= middle && middle >= last && first > last => Some(Trend::Calmer),
        () if first > 0 && middle > 0 && last > 0 => Some(Trend::Sharp),
        () => None,
    }
}

fn weight((class, clear): (ToneClass, bool)) -> u8 {
    match class {
        _ if !clear => 1,
        ToneClass::Nagging => 1,
        ToneClass::Insult | ToneClass::Abuse => 2,
        ToneClass::Distress | ToneClass::Threat | ToneClass::Sexual | ToneClass::Discrimination => 3,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_turns_in_words() {
        let turn = |class| Some((class, true));
        use ToneClass::{Distress, Insult, Nagging, Threat};
        assert_eq!(trend(&[None, turn(Nagging), turn(Insult)]), Some(Trend::Sharper));
        assert_eq!(trend(&[turn(Threat), turn(Insult), None]), Some(Trend::Calmer));
        assert_eq!(trend(&[turn(Insult), turn(Insult), turn(Insult)]), Some(Trend::Sharp));
        assert_eq!(trend(&[None, turn(Insult), None]), None, "up and down is no trend");
        assert_eq!(trend(&[None, turn(Insult), turn(Distress)]), None, "danger is no tone");
        assert_eq!(trend(&[turn(Nagging), turn(Insult)]), None, "two turns are too few");
    }
}
