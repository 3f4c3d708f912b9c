//! What people ask of their schedules: who may ask what, whom it needs, and what approving it does.

use ::plan::history::{at_minute, plus};
use ::plan::schedule::{self, Change, Effect, Rule, Standing, Violation};
use jiff::civil::Date;
use rusqlite::{Connection, OptionalExtension, Transaction};

use super::changes::{self, By};
use super::clock;
use super::look::Look;
use super::published::Published;
use super::rosters::{self, Kept};
use super::types::{NewShiftRequest, RequestKind, RequestState, RosterEffect, ShiftRequest};
use crate::error::{Error, FieldCode, Result};
use crate::fields::Fields;
use crate::limits;
use crate::rows::{self, Names};
use crate::wire::Ms;

/// Most requests of one person that wait at once.
const MOST_OPEN: u32 = 50;
/// The furthest day that can be asked for, in days.
const AHEAD_DAYS: i64 = 366;
/// Longest gift of hours, in minutes: a full shift.
const MOST_MINUTES: u32 = 720;

/// A request as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    pub id: u64,
    pub kind: RequestKind,
    pub state: RequestState,
    pub agent: u32,
    pub day: Date,
    pub with: Option<u32>,
    pub with_day: Option<Date>,
    pub minutes: Option<u32>,
    pub note: String,
    pub asked_at: Ms,
    pub decided_at: Option<Ms>,
}

const SELECT: &str =
    "SELECT request, kind, state, agent, day, with_agent, with_day, minutes, note, asked_at, decided_at
     FROM plan_request WHERE centre = ?1";

fn read(row: &rusqlite::Row<'_>) -> rusqlite::Result<Request> {
    let with_day = match row.get_ref(6)?.as_str_or_null()? {
        Some(_) => Some(super::date(row, 6)?),
        None => None,
    };
    Ok(Request {
        id: row.get(0)?,
        kind: rows::word(row, 1)?,
        state: rows::word(row, 2)?,
        agent: row.get(3)?,
        day: super::date(row, 4)?,
        with: row.get(5)?,
        with_day,
        minutes: row.get(7)?,
        note: row.get(8)?,
        asked_at: row.get(9)?,
        decided_at: row.get(10)?,
    })
}

impl Request {
    /// As `reader` sees it.
    pub fn shown(&self, names: &Names, reader: u32) -> ShiftRequest {
        let name = |id: u32| names.agent(routing::AgentId(id));
        ShiftRequest {
            id: self.id,
            kind: self.kind,
            state: self.state,
            agent: name(self.agent),
            day: self.day,
            with: self.with.map(name),
            with_day: self.with_day,
            minutes: self.minutes,
            note: self.note.clone(),
            asked_at: self.asked_at,
            decided_at: self.decided_at,
            shift: None,
            with_shift: None,
            mine_to_answer: self.state == RequestState::Asked && self.with == Some(reader),
        }
    }

    /// And with the shifts it is about: those of now while it waits, those it moved once it is approved. What was refused or taken
    /// back moved none, and the roster may hold others by now.
    pub fn shown_with_shifts(&self, names: &Names, reader: u32, published: &mut Published<'_>) -> Result<ShiftRequest> {
        let mut shown = self.shown(names, reader);
        if !self.moves_shifts() {
            return Ok(shown);
        }
        let theirs = self.with.zip(self.with_day);
        match self.state {
            RequestState::Asked | RequestState::Agreed => {
                shown.shift = published.shift(self.agent, self.day)?;
                shown.with_shift = theirs.map(|(with, day)| published.shift(with, day)).transpose()?.flatten();
            }
            RequestState::Approved => {
                shown.shift = published.moved(self.id, self.agent, self.day)?;
                shown.with_shift = theirs.map(|(with, day)| published.moved(self.id, with, day)).transpose()?.flatten();
            }
            RequestState::Refused | RequestState::Withdrawn => {}
        }
        Ok(shown)
    }

    /// The cells it changes in the roster in force; none for a wish or a gift of hours.
    ///
    /// # Errors
    /// [`Error::WrongState`] where who should work does not, or the other way round.
    pub fn cells(&self, kept: &Kept) -> Result<Vec<Change>> {
        let (agent, day) = (kept.agent(self.agent)?, kept.day(self.day)?);
        let own = kept.duty(agent, day);
        let free = |duty: u16| if duty == 0 { Ok(()) } else { Err(Error::WrongState) };
        let taken = |duty: u16| if duty == 0 { Err(Error::WrongState) } else { Ok(()) };
        match (self.kind, self.with) {
            (RequestKind::Leave, _) => Ok(vec![Change { agent, day, duty: 0 }]),
            (RequestKind::Give, Some(with)) => {
                let with = kept.agent(with)?;
                taken(own)?;
                free(kept.duty(with, day))?;
                Ok(vec![Change { agent, day, duty: 0 }, Change { agent: with, day, duty: own }])
            }
            (RequestKind::Swap, Some(with)) => {
                let (with, with_day) = (kept.agent(with)?, kept.day(self.with_day.unwrap_or(self.day))?);
                let theirs = kept.duty(with, with_day);
                taken(own)?;
                taken(theirs)?;
                if day == with_day {
                    return Ok(vec![Change { agent, day, duty: theirs }, Change { agent: with, day, duty: own }]);
                }
                free(kept.duty(agent, with_day))?;
                free(kept.duty(with, day))?;
                Ok(vec![
                    Change { agent, day, duty: 0 },
                    Change { agent: with, day, duty: own },
                    Change { agent: with, day: with_day, duty: 0 },
                    Change { agent, day: with_day, duty: theirs },
                ])
            }
            _ => Ok(Vec::new()),
        }
    }

    /// Rules it would break: none for leave, which excuses from what is agreed. Who gives a shift away works less than agreed and who takes it more: that is what the time bank
    /// is for, and the law's own hours and rest still hold for the taker.
    pub fn broken(&self, standing: &Standing<'_>, cells: &[Change]) -> Vec<Violation> {
        if self.kind == RequestKind::Leave {
            return Vec::new();
        }
        let mut broken = standing.breaks(cells);
        if self.kind == RequestKind::Give {
            let giver = self.agent.to_string();
            broken.retain(|one| one.rule != Rule::Days && !(one.rule == Rule::Hours && one.agent == giver));
        }
        broken
    }

    /// The shifts that change hands: whose, and on which day.
    fn exchanged(&self) -> Vec<(u32, Date)> {
        let theirs = self.with.zip(self.with_day).filter(|_| self.kind == RequestKind::Swap);
        match self.kind {
            RequestKind::Swap | RequestKind::Give => [(self.agent, self.day)].into_iter().chain(theirs).collect(),
            _ => Vec::new(),
        }
    }

    /// Whether the shifts that change hands are those that were there when it was asked for: nobody agreed to others.
    fn as_asked(&self, view: &Connection, centre: u32, kept: &Kept) -> Result<bool> {
        for (agent, day) in self.exchanged() {
            let (at, since) = (kept.duty(kept.agent(agent)?, kept.day(day)?), self.asked_at);
            let was = changes::before(view, centre, kept, (agent, day), since)?;
            if was.is_some_and(|was| was != kept.shift_name(at)) || kept.row.published_at.is_some_and(|at| at > since) {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// What is exchanged is what was asked for, and none of it has begun.
    ///
    /// # Errors
    /// [`Error::WrongState`].
    fn stands(&self, view: &Connection, centre: u32, kept: &Kept, now: Ms) -> Result<()> {
        let zone = clock::zone(view, centre)?;
        let begun = |(agent, day): &(u32, Date)| {
            kept.on(*agent, *day).is_some_and(|one| clock::instant(&zone, at_minute(*day, one.start_min)) <= now)
        };
        let fine = !self.exchanged().iter().any(begun) && self.as_asked(view, centre, kept)?;
        if fine { Ok(()) } else { Err(Error::WrongState) }
    }

    fn effect_on(&self, kept: &Kept, cells: &[Change]) -> Effect {
        let effect = schedule::effect(&kept.problem, &kept.roster, cells);
        Effect { broken: self.broken(&kept.standing(), cells), ..effect }
    }

    /// Whether it changes a roster at all.
    fn moves_shifts(&self) -> bool {
        matches!(self.kind, RequestKind::Swap | RequestKind::Give | RequestKind::Leave)
    }

    /// What approving it would do; none where no published roster holds the days.
    pub fn effect(&self, view: &Connection, centre: u32) -> Result<Option<RosterEffect>> {
        let Some(row) = rosters::in_force(view, centre, self.day)?.filter(|_| self.moves_shifts()) else {
            return Ok(None);
        };
        let kept = rosters::current(view, centre, row.id)?;
        match self.cells(&kept) {
            Ok(cells) if self.as_asked(view, centre, &kept)? => Ok(Some(kept.shown(&self.effect_on(&kept, &cells)))),
            Ok(_) | Err(Error::WrongState | Error::NotFound) => Ok(None),
            Err(fault) => Err(fault),
        }
    }
}

/// One request.
///
/// # Errors
/// [`Error::NotFound`].
pub fn one(view: &Connection, centre: u32, request: u64) -> Result<Request> {
    let sql = format!("{SELECT} AND request = ?2");
    view.prepare_cached(&sql)?.query_row((centre, request), read).optional()?.ok_or(Error::NotFound)
}

/// Requests of a person, and those that ask her, from a day on.
pub fn of_person(view: &Connection, centre: u32, agent: u32, from: Date) -> Result<Vec<Request>> {
    let sql = format!("{SELECT} AND (agent = ?2 OR with_agent = ?2) AND day >= ?3 ORDER BY day, request LIMIT 200");
    let mut select = view.prepare_cached(&sql)?;
    let found = select.query_map((centre, agent, from.to_string()), read)?;
    Ok(found.collect::<rusqlite::Result<_>>()?)
}

/// Requests that wait for a planner: leave asked for, and what colleagues agreed on that no rule approves.
pub fn open(view: &Connection, centre: u32) -> Result<Vec<Request>> {
    let sql = format!(
        "{SELECT} AND (state = 'agreed' OR state = 'asked' AND kind = 'leave') ORDER BY day, request LIMIT 500"
    );
    let mut select = view.prepare_cached(&sql)?;
    let found = select.query_map([centre], read)?;
    Ok(found.collect::<rusqlite::Result<_>>()?)
}

/// Requests decided since then, newest first.
pub fn decided(view: &Connection, centre: u32, since: Ms) -> Result<Vec<Request>> {
    let sql = format!("{SELECT} AND decided_at >= ?2 ORDER BY decided_at DESC, request DESC LIMIT 100");
    let mut select = view.prepare_cached(&sql)?;
    let found = select.query_map((centre, since), read)?;
    Ok(found.collect::<rusqlite::Result<_>>()?)
}

/// The day whose roster must be looked at before a request can be taken in; none where it needs none.
pub fn day_of_new(new: &NewShiftRequest) -> Option<Date> {
    matches!(new.kind, RequestKind::Swap | RequestKind::Give).then_some(new.day)
}

/// The day whose roster must be looked at before a request can be approved.
///
/// # Errors
/// [`Error::NotFound`].
pub fn day_of(view: &Connection, centre: u32, request: u64) -> Result<Option<Date>> {
    let request = one(view, centre, request)?;
    Ok(request.moves_shifts().then_some(request.day))
}

/// Takes a request in.
///
/// # Errors
/// The field that is missing or cannot be; [`Error::WrongState`] where it would change nothing or break a rule.
pub fn ask(
    tx: &Transaction<'_>,
    centre: u32,
    look: &Look,
    agent: u32,
    new: &NewShiftRequest,
    today: Date,
    at: Ms,
) -> Result<Request> {
    let mut fields = Fields::default();
    fields.need(new.day > today && new.day < plus(today, AHEAD_DAYS), "day", FieldCode::OutOfRange);
    fields.optional_text(&new.note, limits::NOTE_CHARS, "note");
    let colleague = matches!(new.kind, RequestKind::Swap | RequestKind::Give | RequestKind::Hours);
    fields.need(new.with.is_some() == colleague && new.with != Some(agent), "with", FieldCode::Required);
    let swap = new.kind == RequestKind::Swap;
    fields.need(
        new.with_day.is_some() == swap && new.with_day.is_none_or(|day| day > today),
        "with_day",
        FieldCode::OutOfRange,
    );
    let minutes = new.minutes.is_some_and(|minutes| (1..=MOST_MINUTES).contains(&minutes));
    fields.need(minutes || new.minutes.is_none() && new.kind != RequestKind::Hours, "minutes", FieldCode::OutOfRange);
    fields.check()?;
    if let Some(with) = new.with {
        let sql = "SELECT 1 FROM agent WHERE centre = ?1 AND agent = ?2";
        tx.query_row(sql, (centre, with), |_| Ok(())).optional()?.ok_or(Error::field("with", FieldCode::NotThere))?;
    }
    // What is over waits no more, though nobody decided it.
    let sql = "SELECT count(*) FROM plan_request
               WHERE centre = ?1 AND agent = ?2 AND state IN ('asked', 'agreed') AND day >= ?3";
    if tx.query_row(sql, (centre, agent, today.to_string()), |row| row.get::<_, u32>(0))? >= MOST_OPEN {
        return Err(Error::field("day", FieldCode::TooLong));
    }
    let request = Request {
        id: store::new_id(tx, centre)?,
        kind: new.kind,
        state: RequestState::Asked,
        agent,
        day: new.day,
        with: new.with,
        with_day: new.with_day,
        minutes: new.minutes,
        note: new.note.trim().to_owned(),
        asked_at: at,
        decided_at: None,
    };
    possible(tx, centre, look, &request, at)?;
    tx.execute(
        "INSERT INTO plan_request
            (centre, request, kind, agent, day, with_agent, with_day, minutes, note, state, asked_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, 'asked', ?10)",
        rusqlite::params![
            centre,
            request.id,
            rows::as_word(&request.kind)?,
            agent,
            request.day.to_string(),
            request.with,
            request.with_day.map(|day| day.to_string()),
            request.minutes,
            request.note,
            at,
        ],
    )?;
    Ok(request)
}

/// Only what keeps every rule may be asked of a colleague; leave may always be asked for.
fn possible(view: &Connection, centre: u32, look: &Look, request: &Request, at: Ms) -> Result<()> {
    match request.kind {
        RequestKind::Leave | RequestKind::Wish => Ok(()),
        RequestKind::Hours => {
            let minutes = i64::from(request.minutes.unwrap_or(0));
            if balance(view, centre, request.agent)? < minutes { Err(Error::WrongState) } else { Ok(()) }
        }
        RequestKind::Swap | RequestKind::Give => {
            let kept = look.roster()?;
            request.stands(view, centre, kept, at)?;
            let broken = request.broken(&kept.standing(), &request.cells(kept)?);
            if broken.is_empty() { Ok(()) } else { Err(Error::WrongState) }
        }
    }
}

/// What a person has worked for others less what others worked for her, in minutes.
pub fn balance(view: &Connection, centre: u32, agent: u32) -> Result<i64> {
    let sql = "SELECT coalesce(sum(minutes), 0) FROM time_bank WHERE centre = ?1 AND agent = ?2";
    Ok(view.query_row(sql, (centre, agent), |row| row.get(0))?)
}

/// The colleague's word. Agreed to and harmless, it is approved at once; else it goes to the planner.
///
/// # Errors
/// [`Error::NotFound`] for anybody else's; [`Error::WrongState`] where it no longer waits, or can no longer be.
pub fn answer(
    tx: &Transaction<'_>,
    centre: u32,
    look: &Look,
    agent: u32,
    (request, agree): (u64, bool),
    at: Ms,
) -> Result<Request> {
    let request = one(tx, centre, request)?;
    if request.with != Some(agent) {
        return Err(Error::NotFound);
    }
    if request.state != RequestState::Asked {
        return Err(Error::WrongState);
    }
    if !agree {
        return settle(tx, centre, request, RequestState::Refused, None, at);
    }
    possible(tx, centre, look, &request, at)?;
    if request.kind == RequestKind::Hours {
        return approve(tx, centre, look, request, None, at);
    }
    let kept = look.roster()?;
    if request.effect_on(kept, &request.cells(kept)?).harmless() {
        return approve(tx, centre, look, request, None, at);
    }
    settle(tx, centre, request, RequestState::Agreed, None, at)
}

/// Takes one's own request back while nobody has decided it.
pub fn withdraw(tx: &Transaction<'_>, centre: u32, agent: u32, request: u64, at: Ms) -> Result<Request> {
    let request = one(tx, centre, request)?;
    match (request.agent == agent, request.state) {
        (false, _) => Err(Error::NotFound),
        (true, RequestState::Asked | RequestState::Agreed) => {
            settle(tx, centre, request, RequestState::Withdrawn, Some(agent), at)
        }
        (true, _) => Err(Error::WrongState),
    }
}

/// A planner's word on a request that waits for one. Broken rules are hers to accept; shifts that are gone are nobody's.
///
/// # Errors
/// [`Error::WrongState`] where it no longer waits, or its shifts are no longer what they were, or have begun.
pub fn decide(
    tx: &Transaction<'_>,
    centre: u32,
    look: &Look,
    (request, approved): (u64, bool),
    by: u32,
    at: Ms,
) -> Result<Request> {
    let request = one(tx, centre, request)?;
    let waits = request.state == RequestState::Agreed
        || request.state == RequestState::Asked && request.kind == RequestKind::Leave;
    match (waits, approved) {
        (false, _) => Err(Error::WrongState),
        (true, true) => {
            look.kept().map(|kept| request.stands(tx, centre, kept, at)).transpose()?;
            approve(tx, centre, look, request, Some(by), at)
        }
        (true, false) => settle(tx, centre, request, RequestState::Refused, Some(by), at),
    }
}

/// Puts it into the roster in force and the time bank.
fn approve(
    tx: &Transaction<'_>,
    centre: u32,
    look: &Look,
    request: Request,
    account: Option<u32>,
    at: Ms,
) -> Result<Request> {
    if let Some(kept) = look.kept().filter(|_| request.moves_shifts()) {
        match request.cells(kept) {
            Ok(cells) => {
                if request.kind == RequestKind::Give {
                    bank_shift(tx, centre, kept, &request, at)?;
                }
                changes::change(tx, centre, kept, &cells, By { at, account, request: Some(request.id) })?;
            }
            // Leave on a day she does not work anyway.
            Err(Error::NotFound) if request.kind == RequestKind::Leave => {}
            Err(fault) => return Err(fault),
        }
    }
    if let (RequestKind::Hours, Some(with), Some(minutes)) = (request.kind, request.with, request.minutes) {
        bank(tx, centre, &request, with, i64::from(minutes), at)?;
    }
    settle(tx, centre, request, RequestState::Approved, account, at)
}

fn bank_shift(tx: &Transaction<'_>, centre: u32, kept: &Kept, request: &Request, at: Ms) -> Result<()> {
    let Some(with) = request.with else { return Ok(()) };
    let duty = kept.duty(kept.agent(request.agent)?, kept.day(request.day)?);
    let counted = kept.problem.shift_of(duty).map_or(0, |(_, shift)| i64::from(shift.counted_min));
    bank(tx, centre, request, with, counted, at)
}

/// Minutes go from the one who asked to the other.
fn bank(tx: &Transaction<'_>, centre: u32, request: &Request, with: u32, minutes: i64, at: Ms) -> Result<()> {
    let mut insert =
        tx.prepare_cached("INSERT INTO time_bank (centre, agent, request, at, minutes) VALUES (?1, ?2, ?3, ?4, ?5)")?;
    insert.execute((centre, request.agent, request.id, at, -minutes))?;
    insert.execute((centre, with, request.id, at, minutes))?;
    Ok(())
}

fn settle(
    tx: &Transaction<'_>,
    centre: u32,
    request: Request,
    state: RequestState,
    by: Option<u32>,
    at: Ms,
) -> Result<Request> {
    let decided_at = (state != RequestState::Agreed).then_some(at);
    tx.execute(
        "UPDATE plan_request SET state = ?3, decided_at = ?4, decided_by = ?5 WHERE centre = ?1 AND request = ?2",
        (centre, request.id, rows::as_word(&state)?, decided_at, by),
    )?;
    Ok(Request { state, decided_at, ..request })
}
