//! Conversations whose last turns went somewhere, for supervisors: in words, of conversations, never of people.

use super::types::{ContactTrend, TrendList};
use crate::error::Result;
use crate::extract::Staff;
use crate::state::App;
use crate::tone::trend;

/// Conversations listed at most.
const LISTED: u32 = 200;

/// Those that go on now, what grows sharper first.
pub async fn list(app: &App, staff: &Staff) -> Result<TrendList> {
    let (centre, as_of) = (staff.centre, app.now().0);
    app.read(move |view| {
        let mut select = view.prepare_cached(
            "SELECT c.contact FROM contact c
             WHERE c.centre = ?1 AND c.state IN ('waiting', 'offered', 'talking', 'held')
               AND EXISTS (SELECT 1 FROM tone_flag f WHERE f.centre = c.centre AND f.contact = c.contact)
             ORDER BY c.arrived_at LIMIT ?2",
        )?;
        let flagged = select.query_map((centre, LISTED), |row| row.get(0))?.collect::<rusqlite::Result<Vec<u64>>>()?;
        let mut trends = Vec::new();
        for contact in flagged {
            trends.extend(trend::of(view, centre, contact)?.map(|trend| ContactTrend { contact, trend }));
        }
        trends.sort_by_key(|found| found.trend);
        Ok(TrendList { as_of, trends })
    })
    .await
}
