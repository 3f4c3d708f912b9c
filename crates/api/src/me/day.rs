//! An agent's own day. Nobody else reads it.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use routing::AgentId;
use rusqlite::Connection;

use super::breaks;
use super::types::{ChannelCount, Day, DaySegment, HowItWent, Load, StrainRulesView};
use crate::error::{Error, Result};
use crate::extract::Staff;
use crate::rows::word;
use crate::state::App;
use crate::wire::{Ms, Presence};

/// Days that "usual" looks back over.
const USUAL_DAYS: i64 = 28;
const DAY_MS: i64 = 86_400_000;
/// Answers of 6 and 7 on the survey say that it was easy.
const EASY_FROM: u8 = 6;

/// The caller's day so far.
pub async fn of(app: &App, staff: &Staff) -> Result<Day> {
    let (centre, agent, now) = (staff.centre, staff.account, app.now().0);
    let running = app.centre(centre)?;
    let id = AgentId(agent);
    let strain = running.ask(move |engine, _| {
        let facts = engine.agent(id).map(|agent| agent.strain);
        facts.map(|facts| (facts, engine.policy().map(|policy| policy.strain.clone())))
    });
    let (facts, rules) = strain.await?.ok_or(Error::NotFound)?;
    // At the instant the inputs are shown for, so that they add up.
    let at = routing::Time(now);
    let points = rules.as_ref().map_or(0, |rules| routing::strain::points(&facts, rules, at));
    let without_pause_ms = rules.as_ref().map_or(0, |rules| routing::strain::without_pause_ms(&facts, rules, at));
    app.read(move |view| {
        let from = start_of_day(view, centre, now)?;
        let segments = segments(view, centre, agent, from, now)?;
        let pauses = segments.iter().filter(|segment| is_pause(segment.presence));
        let break_ms = pauses.clone().map(|pause| pause.to.unwrap_or(now).saturating_sub(pause.from)).sum();
        Ok(Day {
            as_of: now,
            from,
            next_break: breaks::next(view, centre, agent, now)?,
            how_it_went: how_it_went(view, centre, agent, from, now)?,
            usual: usual(view, centre, agent, from)?,
            load: Load {
                without_pause_ms,
                hard_in_a_row: facts.hard_in_a_row.into(),
                abuse_today: facts.abuse_today.into(),
                short_rest: facts.short_rest,
                breaks_taken: u32::try_from(pauses.count()).unwrap_or(u32::MAX),
                break_ms,
                points,
                rules: rules.as_ref().map(StrainRulesView::from).unwrap_or_default(),
                by_channel: by_channel(view, centre, agent, from)?,
            },
            segments,
        })
    })
    .await
}

/// The day began at midnight on the centre's wall.
fn start_of_day(view: &Connection, centre: u32, now: Ms) -> Result<Ms> {
    let mut zone = view.prepare_cached("SELECT zone FROM centre WHERE centre = ?1")?;
    let zone: String = zone.query_row([centre], |row| row.get(0))?;
    let zone = TimeZone::get(&zone).unwrap_or(TimeZone::UTC);
    let midnight = Timestamp::from_millisecond(now).and_then(|now| now.to_zoned_datetime(zone).start_of_day());
    Ok(midnight.map_or(now, |midnight| midnight.timestamp().as_millisecond()))
}

/// The day's ribbon: what she was at, from when to when. The last piece goes on.
pub fn segments(view: &Connection, centre: u32, agent: u32, from: Ms, now: Ms) -> Result<Vec<DaySegment>> {
    let mut select = view.prepare_cached(
        "SELECT max(at, ?3), presence FROM agent_state_log
         WHERE centre = ?1 AND agent = ?2 AND presence IS NOT NULL AND at <= ?4
           AND seq >= coalesce((SELECT max(seq) FROM agent_state_log
                                WHERE centre = ?1 AND agent = ?2 AND presence IS NOT NULL AND at <= ?3), 0)
         ORDER BY seq, nth",
    )?;
    let rows = select.query_map((centre, agent, from, now), |row| Ok((row.get(0)?, word::<Presence>(row, 1)?)))?;
    let mut segments: Vec<DaySegment> = Vec::new();
    for row in rows {
        let (at, presence) = row?;
        if let Some(last) = segments.last_mut() {
            if last.presence == presence {
                continue;
            }
            last.to = Some(at);
        }
        // What lasted no time was no segment.
        segments.pop_if(|last| last.from == at);
        if let Some(last) = segments.last_mut()
            && last.presence == presence
        {
            last.to = None;
            continue;
        }
        segments.push(DaySegment { from: at, to: None, presence });
    }
    Ok(segments)
}

fn is_pause(presence: Presence) -> bool {
    matches!(presence, Presence::Break | Presence::Meal | Presence::Rest)
}

/// What came of the contacts she served and finished in a time.
fn how_it_went(view: &Connection, centre: u32, agent: u32, from: Ms, to: Ms) -> Result<HowItWent> {
    let mut legs = view.prepare_cached(
        "SELECT count(*),
                -- As in every average of handling time: what she ended to protect herself is left out.
                avg(CASE WHEN NOT EXISTS (SELECT 1 FROM protection p WHERE p.centre = l.centre AND p.contact = l.contact AND p.agent = l.agent)
                         THEN coalesce(l.wrapped_at, l.ended_at) - l.started_at END),
                avg(CASE WHEN l.outcome IS NULL THEN NULL
                         WHEN l.outcome = 'solved' AND coalesce(e.repeats, 0) = 0 THEN 1000.0 ELSE 0.0 END)
         FROM leg l
         JOIN contact c ON c.centre = l.centre AND c.contact = l.contact
         LEFT JOIN effort e ON e.centre = c.centre AND e.case_id = c.case_id
         WHERE l.centre = ?1 AND l.agent = ?2 AND l.role = 'serve' AND l.state = 'done'
           AND l.started_at >= ?3 AND l.started_at < ?4",
    )?;
    let mut went = legs.query_row((centre, agent, from, to), |row| {
        Ok(HowItWent {
            contacts: row.get(0)?,
            handle_ms: row.get(1)?,
            solved_first_permille: row.get(2)?,
            ..HowItWent::default()
        })
    })?;
    let mut surveys = view.prepare_cached(
        "SELECT count(*), count(*) FILTER (WHERE value >= ?5) FROM fact
         WHERE centre = ?1 AND agent = ?2 AND kind = 'survey' AND at >= ?3 AND at < ?4",
    )?;
    (went.surveys, went.easy) =
        surveys.query_row((centre, agent, from, to, EASY_FROM), |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(went)
}

/// Her own usual day, over the last four weeks' days on which she served somebody.
fn usual(view: &Connection, centre: u32, agent: u32, until: Ms) -> Result<HowItWent> {
    let from = until.saturating_sub(USUAL_DAYS * DAY_MS);
    let went = how_it_went(view, centre, agent, from, until)?;
    let mut days = view.prepare_cached(
        "SELECT count(DISTINCT started_at / ?5) FROM leg
         WHERE centre = ?1 AND agent = ?2 AND role = 'serve' AND started_at >= ?3 AND started_at < ?4",
    )?;
    let days: u32 = days.query_row((centre, agent, from, until, DAY_MS), |row| row.get(0))?;
    let a_day = |total: f64| if days == 0 { 0.0 } else { total / f64::from(days) };
    Ok(HowItWent { contacts: a_day(went.contacts), easy: a_day(went.easy), surveys: a_day(went.surveys), ..went })
}

fn by_channel(view: &Connection, centre: u32, agent: u32, from: Ms) -> Result<Vec<ChannelCount>> {
    let mut select = view.prepare_cached(
        "SELECT channel, count(*) FROM leg WHERE centre = ?1 AND agent = ?2 AND role = 'serve' AND started_at >= ?3
         GROUP BY channel ORDER BY channel",
    )?;
    let rows = select
        .query_map((centre, agent, from), |row| Ok(ChannelCount { channel: word(row, 0)?, contacts: row.get(1)? }))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

impl From<&routing::policy::StrainRules> for StrainRulesView {
    fn from(rules: &routing::policy::StrainRules) -> Self {
        Self {
            ten_minutes: rules.ten_minutes,
            hard_in_a_row: rules.hard_in_a_row,
            abuse: rules.abuse,
            short_rest: rules.short_rest,
            breath_after_hard: rules.breath_after_hard,
            breath_ms: rules.breath_ms,
            protect_rest_ms: rules.protect_rest_ms,
            pause_ms: rules.pause_ms,
        }
    }
}
