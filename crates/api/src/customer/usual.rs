//! How long a treatment without a person usually takes: from those who were helped by it, and until there are enough of
//! them, as the article says.

use rusqlite::{Connection, OptionalExtension};

use crate::error::Result;

/// The latest contacts that are looked at.
const LATEST: u32 = 200;
/// Fewer are no experience: nothing is said then.
pub const ENOUGH: usize = 5;

/// Medians from the choice to the word that it is solved, in ms. None: too few, and the article says nothing.
#[derive(Debug, Clone, Copy, Default)]
pub struct Usual {
    pub self_service_ms: Option<i64>,
    pub bot_ms: Option<i64>,
}

/// What is usual for a reason.
pub fn of(view: &Connection, centre: u32, reason: u32) -> Result<Usual> {
    let mut select = view.prepare_cached(
        "SELECT closed_how = 'by_bot', closed_at - chosen_at FROM contact
         WHERE centre = ?1 AND reason = ?2 AND closed_how IN ('self_served', 'by_bot') AND chosen_at IS NOT NULL
         ORDER BY closed_at DESC LIMIT ?3",
    )?;
    let rows = select.query_map((centre, reason, LATEST), |row| Ok((row.get(0)?, row.get(1)?)))?;
    let took: Vec<(bool, i64)> = rows.collect::<rusqlite::Result<_>>()?;
    let by = |bot: bool| median(took.iter().filter(|(by_bot, _)| *by_bot == bot).map(|(_, ms)| *ms).collect());
    let stated = stated(view, centre, reason)?;
    Ok(Usual { self_service_ms: by(false).or(stated), bot_ms: by(true).or(stated) })
}

/// What whoever wrote the first article of the reason for customers expects.
fn stated(view: &Connection, centre: u32, reason: u32) -> Result<Option<i64>> {
    let sql = "SELECT ar.takes_ms FROM article_reason here
               JOIN article ar ON ar.centre = here.centre AND ar.article = here.article
               WHERE here.centre = ?1 AND here.reason = ?2 AND ar.state = 'published' AND ar.public = 1
               ORDER BY here.place, ar.article LIMIT 1";
    let found: Option<Option<i64>> =
        view.prepare_cached(sql)?.query_row((centre, reason), |row| row.get(0)).optional()?;
    Ok(found.flatten())
}

fn median(mut values: Vec<i64>) -> Option<i64> {
    values.sort_unstable();
    values.get(values.len() / 2).copied().filter(|_| values.len() >= ENOUGH)
}

#[cfg(test)]
mod tests {
    use super::median;

    #[test]
    fn a_few_are_no_experience() {
        assert_eq!(median(vec![9, 1, 5, 7]), None);
        assert_eq!(median(vec![9, 1, 5, 7, 3]), Some(5));
    }
}
