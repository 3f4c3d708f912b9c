//! The two seats that visitors take are at work when the demo opens, where the roster can have it so: the day is exchanged for a
//! later one of the same week, by the planner, as anybody would.

use ::plan::schedule::Change;
use anyhow::Result;
use api::App;
use api::planning::changes::{self, By};
use api::planning::clock;
use api::planning::rosters::{self, Kept};
use jiff::civil::DateTime;

use super::{install, people};
use crate::settings::CENTRE;

/// Seats of visitors among the agents.
pub const FREE: usize = 2;
/// A shift must go on for so long, in minutes, to be worth coming in for.
const LEFT_MIN: u32 = 60;

/// Puts whom it can on a shift of today.
pub fn plan(app: &App) -> Result<()> {
    let now = node::clock::now().0;
    app.store().write::<_, api::Error>(|tx| {
        let local = clock::local(&clock::zone(tx, CENTRE)?, now);
        let planner = people::LEADS.iter().find(|lead| lead.roles.contains(&"planner")).map(install::email);
        let planner = planner.map(|email| store::accounts::by_email(tx, &email)).transpose()?.flatten();
        let account = planner.map(|planner| planner.account);
        for staff in people::AGENTS.iter().take(FREE) {
            let Some(seat) = store::accounts::by_email(tx, &install::email(staff))? else { continue };
            let Some(row) = rosters::in_force(tx, CENTRE, local.date())? else { continue };
            let kept = rosters::read(tx, CENTRE, row.id)?;
            if let Some(changes) = exchange(&kept, seat.account, local) {
                changes::change(tx, CENTRE, &kept, &changes, By { at: now, account, request: None })?;
            }
        }
        Ok(())
    })?;
    Ok(())
}

/// A shift that goes on now, for one of a later day, so that every rule is kept; nothing where she works already or cannot.
fn exchange(kept: &Kept, account: u32, local: DateTime) -> Option<Vec<Change>> {
    let (agent, day) = (kept.agent(account).ok()?, kept.day(local.date()).ok()?);
    let minute = u32::try_from(i32::from(local.hour()) * 60 + i32::from(local.minute())).ok()?;
    let lasts = |start: u32, length: u32| start <= minute && minute + LEFT_MIN <= start + length;
    if kept.on(account, local.date()).is_some_and(|shift| lasts(shift.start_min, shift.length_min)) {
        return None;
    }
    let problem = &kept.problem;
    let shifts = problem.allowed.get(agent)?.iter().filter(|at| {
        let shift = problem.parts.shifts.get(**at);
        shift.is_some_and(|shift| lasts(shift.start_min, shift.length_min))
    });
    let standing = kept.standing();
    let later = (day + 1..problem.days()).filter(|later| kept.duty(agent, *later) != 0);
    // The day of a shift that is not now is hers to move, too.
    let days: Vec<Option<usize>> = if kept.duty(agent, day) == 0 { later.map(Some).collect() } else { vec![None] };
    for shift in shifts {
        let Some(duty) = problem.ways(*shift).next().and_then(|duty| u16::try_from(duty).ok()) else { continue };
        for off in &days {
            let mut changes = vec![Change { agent, day, duty }];
            changes.extend(off.map(|day| Change { agent, day, duty: 0 }));
            if standing.breaks(&changes).is_empty() {
                return Some(changes);
            }
        }
    }
    None
}
