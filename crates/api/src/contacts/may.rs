//! Who may see a contact, and what she may do with it now.

use auth::Role;
use rusqlite::Connection;

use super::types::{ContactAction, ContactRow, ContactState};
use crate::error::{Error, Result};
use crate::extract::Staff;

/// Refused as if it were not there, unless the reader has to do with the contact: she takes or took part in it, it is
/// offered to her, it is in line, it is an earlier contact of a customer she is serving; or she looks after the floor.
pub fn see(view: &Connection, staff: &Staff, contact: u64) -> Result<()> {
    let mut seen = view.prepare_cached(
        "SELECT ?3 OR c.state IN ('waiting', 'offered')
             OR EXISTS (SELECT 1 FROM leg l WHERE l.centre = c.centre AND l.contact = c.contact AND l.agent = ?4)
             OR EXISTS (SELECT 1 FROM contact now JOIN leg l ON l.centre = now.centre AND l.contact = now.contact
                        WHERE now.centre = c.centre AND now.customer = c.customer AND l.agent = ?4 AND l.state <> 'done')
         FROM contact c WHERE c.centre = ?1 AND c.contact = ?2",
    )?;
    let values = (staff.centre, contact, sees_all(staff), staff.account);
    let found = seen.query_row(values, |row| row.get::<_, bool>(0));
    match found {
        Ok(true) => Ok(()),
        Ok(false) | Err(rusqlite::Error::QueryReturnedNoRows) => Err(Error::NotFound),
        Err(fault) => Err(fault.into()),
    }
}

/// Whether the reader may open any contact of the centre.
pub fn sees_all(staff: &Staff) -> bool {
    staff.is(Role::Supervisor) || staff.is(Role::Quality)
}

/// What the reader may do with a contact, by its state and her part in it.
pub fn actions(staff: &Staff, row: &ContactRow) -> Vec<ContactAction> {
    use ContactAction as Action;
    use ContactState as State;
    let mut may = vec![Action::Note];
    let talking = matches!(row.state, State::Talking | State::Held);
    let mine = talking && row.agent.as_ref().is_some_and(|agent| agent.id == staff.account);
    let joined = row.joined.iter().any(|part| part.agent.id == staff.account);
    let supervises = staff.is(Role::Supervisor);
    if mine {
        may.extend([Action::Write, Action::Transfer, Action::Consult, Action::End, Action::Protect, Action::Reason]);
        may.extend([Action::PutOff, if row.state == State::Held { Action::Resume } else { Action::Hold }]);
        if row.channel == crate::wire::Channel::Callback {
            may.push(Action::Dialled);
        }
    }
    if joined {
        may.extend([Action::Part, Action::TakeOver]);
        let speaks = |part: &super::types::Joined| {
            part.agent.id == staff.account && part.role == crate::wire::JoinRole::Conference
        };
        if row.joined.iter().any(speaks) {
            may.push(Action::Write);
        }
    }
    if row.wrapping_up.contains(&staff.account) {
        may.push(Action::WrapUp);
    }
    if supervises && talking && !mine {
        may.push(Action::Whisper);
        if !joined {
            may.push(Action::Join);
        }
    }
    if supervises && matches!(row.state, State::Waiting | State::Offered) {
        may.push(Action::Move);
    }
    may.sort_unstable();
    may
}
