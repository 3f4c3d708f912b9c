//! Where the model's limits lie for a centre: so many of 1,000 of its own customers' lines, as published.

use language::tone::{self, Flag};
use rusqlite::Connection;

use crate::error::Result;
use crate::protection::{self, ToneLimits};
use crate::setup::catalogue::Catalogue;
use crate::state::App;

/// The newest lines looked at.
const LINES: u32 = 5_000;
/// Below so many, the limits that ship stay.
const ENOUGH: usize = 1_000;

/// Reads a line within the centre's limits.
pub fn read(app: &App, centre: u32, text: &str) -> Option<Flag> {
    let model = tone::shipped();
    let own = app.models().of(centre).and_then(|learned| learned.tone);
    match own {
        Some(limits) => tone::read_within(text, model, limits),
        None => tone::read(text, model),
    }
}

/// What a centre's customers wrote of late, conversations that were ended by protection left out.
pub fn ordinary(view: &Connection, centre: u32) -> Result<Vec<String>> {
    let mut select = view.prepare_cached(
        "SELECT body FROM message m WHERE centre = ?1 AND author = 'customer' AND kind = 'text'
         AND NOT EXISTS (SELECT 1 FROM protection p WHERE p.centre = m.centre AND p.contact = m.contact)
         ORDER BY message DESC LIMIT ?2",
    )?;
    let found = select.query_map((centre, LINES), |row| row.get(0))?;
    Ok(found.collect::<rusqlite::Result<_>>()?)
}

/// The limits that a centre's lines and its published shares give; none while there are too few lines.
pub fn learned(lines: &[String], published: ToneLimits) -> Option<[f32; 2]> {
    if lines.len() < ENOUGH {
        return None;
    }
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    let permille = [published.flagged_permille, published.sure_permille];
    Some(tone::shipped()?.limits_for(&lines, permille))
}

/// The published shares of a centre.
pub fn published(catalogue: &Catalogue) -> ToneLimits {
    protection::rules(catalogue.document.as_ref()).tone
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_centres_own_lines_set_the_limits() {
        let few = vec!["배송 언제 와요".to_owned(); ENOUGH - 1];
        assert!(learned(&few, ToneLimits::default()).is_none(), "too few: what ships stays");
        let mut lines: Vec<String> = (0..ENOUGH).map(|n| format!("주문 {n}번 배송이 언제 오나요")).collect();
        lines.extend((0..20).map(|n| format!("진짜 짜증나게 뭐하는 거야 {n}")));
        let wide = learned(&lines, ToneLimits { flagged_permille: 50, sure_permille: 5 }).unwrap();
        let narrow = learned(&lines, ToneLimits { flagged_permille: 1, sure_permille: 1 }).unwrap();
        assert!(wide[0] < narrow[0] && wide[0] <= wide[1], "{wide:?} {narrow:?}");
    }
}
