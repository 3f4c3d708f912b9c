//! What the published roster has everybody do: colleagues work by it, so that what is planned and what is done agree.

use std::collections::BTreeMap;

use api::App;
use api::planning::{clock, rosters};
use routing::{Presence, Time};

use crate::settings::CENTRE;

/// The roster is looked at this often, in ms.
const LOOK_MS: i64 = 5_000;

/// Who is planned for what at a moment.
#[derive(Debug, Default)]
pub struct Plan {
    looked_at: Option<Time>,
    /// None where no roster is published for the day, or it has nobody at this hour: then everybody works, and whoever opens the
    /// demo at night finds a floor.
    planned: Option<BTreeMap<u32, Presence>>,
    /// Wall-clock time of the centre: Monday is 0, and minutes after midnight.
    pub local: (usize, usize),
}

impl Plan {
    /// As it is now. What cannot be read counts as no roster: the demo goes on.
    pub async fn follow(&mut self, app: &App, now: Time) {
        if self.looked_at.is_some_and(|at| now.since_ms(at) < LOOK_MS) {
            return;
        }
        let found = app.read(move |view| {
            let local = clock::local(&clock::zone(view, CENTRE)?, now.0);
            let weekday = usize::try_from(local.weekday().to_monday_zero_offset()).unwrap_or_default();
            let minute = usize::try_from(i32::from(local.hour()) * 60 + i32::from(local.minute())).unwrap_or_default();
            let ruled = rosters::in_force(view, CENTRE, local.date())?.is_some();
            let planned = ruled.then(|| planned(view, now)).transpose()?.filter(|planned| !planned.is_empty());
            Ok((planned, (weekday, minute)))
        });
        (self.planned, self.local) = found.await.unwrap_or_default();
        self.looked_at = Some(now);
    }

    /// What somebody does now.
    pub fn of(&self, account: u32) -> Presence {
        match &self.planned {
            Some(planned) => planned.get(&account).copied().unwrap_or(Presence::Offline),
            None => Presence::Ready,
        }
    }
}

fn planned(view: &rusqlite::Connection, now: Time) -> api::Result<BTreeMap<u32, Presence>> {
    // A pause lies in its shift and says more.
    let mut select = view.prepare_cached(
        "SELECT agent, kind FROM planned_activity
         WHERE centre = ?1 AND starts_at <= ?2 AND ends_at > ?2 ORDER BY kind = 'shift' DESC",
    )?;
    let rows = select.query_map((CENTRE, now.0), |row| {
        let doing = match row.get_ref(1)?.as_str()? {
            "break" => Presence::Break,
            "meal" => Presence::Meal,
            _ => Presence::Ready,
        };
        Ok((row.get(0)?, doing))
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}
