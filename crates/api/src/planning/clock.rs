//! Between the centre's own clock, in which people plan, and the instants that everything else is kept in.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use rusqlite::Connection;

use crate::error::{Error, Result};
use crate::wire::Ms;

/// The zone of a centre.
pub fn zone(view: &Connection, centre: u32) -> Result<TimeZone> {
    let name: String = view.query_row("SELECT zone FROM centre WHERE centre = ?1", [centre], |row| row.get(0))?;
    TimeZone::get(&name).map_err(|fault| {
        tracing::error!(%fault, centre, "the centre's time zone is unknown");
        Error::Internal
    })
}

/// The local time of an instant.
pub fn local(zone: &TimeZone, at: Ms) -> DateTime {
    Timestamp::from_millisecond(at).map_or(DateTime::MIN, |at| zone.to_datetime(at))
}

/// The instant of a local time; where clocks jump, the one after the jump.
pub fn instant(zone: &TimeZone, at: DateTime) -> Ms {
    zone.to_timestamp(at).map_or(0, |at| at.as_millisecond())
}

/// The instant a day begins.
pub fn midnight(zone: &TimeZone, day: Date) -> Ms {
    instant(zone, day.to_datetime(jiff::civil::Time::midnight()))
}
