//! Reports: the catalogue's metrics over the same sums that the wallboard shows.

use std::collections::BTreeMap;

use auth::Role;
use auth::permissions::Sight;
use jiff::tz::TimeZone;
use measure::{By, CATALOGUE, Group, GroupRow, Metric, Ratio};
use routing::Time;
use rusqlite::Connection;

use super::spans::{self, Span};
use super::types::{MeasureView, Measures, Report, ReportBy, ReportQuery, ReportRow, Unit};
use crate::error::{Error, FieldCode, Result};
use crate::extract::Staff;
use crate::fields::Fields;
use crate::limits;
use crate::rows::{Names, as_word};
use crate::setup::catalogue::Catalogue;
use crate::state::App;
use crate::wire::{Channel, Ms, Words};

/// The longest time a report covers, in ms.
const SPAN_MS: i64 = 400 * 86_400_000;
/// Roles that see the whole centre's figures; the role `client` alone sees its clients'.
const WHOLE: [Role; 4] = [Role::Supervisor, Role::Planner, Role::Quality, Role::Admin];

/// Every measure with its formula.
pub fn measures() -> Measures {
    let view = |metric: &Metric| MeasureView {
        id: metric.id.into(),
        version: metric.version,
        name: Words { ko: metric.ko.into(), en: metric.en.into() },
        formula: Words { ko: metric.formula_ko.into(), en: metric.formula_en.into() },
        unit: unit(metric.unit),
        more_is_better: metric.more_is_better,
        source: metric.source.into(),
    };
    Measures { measures: CATALOGUE.iter().map(view).collect() }
}

fn unit(unit: measure::Unit) -> Unit {
    match unit {
        measure::Unit::Count => Unit::Count,
        measure::Unit::Ms => Unit::Ms,
        measure::Unit::Permille => Unit::Permille,
    }
}

/// A report before it is written as JSON or CSV.
pub struct Table {
    pub zone: TimeZone,
    pub by: ReportBy,
    pub as_of: Time,
    pub rows: Vec<Line>,
}

/// One row of it.
pub struct Line {
    pub key: Option<String>,
    pub label: Option<Words>,
    /// Where a stretch begins.
    pub start: Option<Time>,
    /// In the order of the catalogue.
    pub values: Vec<(&'static Metric, Option<Ratio>)>,
}

/// A report over a time. Intervals are never split.
pub async fn table(app: &App, staff: &Staff, query: &ReportQuery) -> Result<Table> {
    let mut fields = Fields::default();
    fields.need(is_span(query.from, query.to), "to", FieldCode::OutOfRange);
    fields.need(query.from >= 0, "from", FieldCode::OutOfRange);
    fields.need(query.to <= app.now().plus_ms(SPAN_MS).0, "to", FieldCode::OutOfRange);
    fields.check()?;
    let permissions = app.auth().permissions();
    if query.by == ReportBy::Agent && permissions.sight(&staff.roles, "agent.figures") == Sight::Nothing {
        return Err(Error::Forbidden);
    }
    let strain = query.by != ReportBy::Agent || permissions.sight(&staff.roles, "agent.strain") != Sight::Nothing;
    let centre = staff.centre;
    let catalogue = app.catalogue(centre).await?;
    let (names, clients, zone) = app
        .read(move |view| {
            let sql = "SELECT zone FROM centre WHERE centre = ?1";
            let zone: String = view.prepare_cached(sql)?.query_row([centre], |row| row.get(0))?;
            Ok((Names::load(view, centre)?, clients(view, centre)?, zone))
        })
        .await?;
    let zone = TimeZone::get(&zone).unwrap_or(TimeZone::UTC);
    let by = grouping(query, &zone)?;
    let whole = app.report(centre)?;
    let theirs = !WHOLE.iter().any(|role| staff.is(*role));
    let report = if theirs { whole.of_clients(&staff.session.clients) } else { whole };
    let report = match query.reason {
        Some(reason) => report.of_reason(routing::ReasonId(reason)),
        None => report,
    };
    let found = report.rows(Time(query.from), Time(query.to), &by);
    too_long(found.len())?;
    let known = Known { catalogue: &catalogue, names: &names, clients: &clients };
    let rows = found.into_iter().map(|row| line(row, &known, strain)).collect::<Result<_>>()?;
    Ok(Table { zone, by: query.by, as_of: app.now(), rows })
}

/// Whether a time is one, and not too long to look at.
pub fn is_span(from: Ms, to: Ms) -> bool {
    from < to && to.saturating_sub(from) <= SPAN_MS
}

fn too_long(rows: usize) -> Result<()> {
    let mut fields = Fields::default();
    fields.need(rows <= limits::REPORT_ROWS, "to", FieldCode::TooLong);
    fields.check()
}

fn grouping(query: &ReportQuery, zone: &TimeZone) -> Result<By> {
    let span = match query.by {
        ReportBy::Total => return Ok(By::Total),
        ReportBy::Reason => return Ok(By::Reason),
        ReportBy::Channel => return Ok(By::Channel),
        ReportBy::Agent => return Ok(By::Agent),
        ReportBy::Client => return Ok(By::Client),
        ReportBy::HalfHour => Span::HalfHour,
        ReportBy::Hour => Span::Hour,
        ReportBy::Day => Span::Day,
    };
    match spans::starts(zone, query.from, query.to, span, limits::REPORT_ROWS)? {
        Some(starts) => Ok(By::Spans(starts)),
        None => Err(too_long(usize::MAX).err().unwrap_or(Error::Internal)),
    }
}

fn clients(view: &Connection, centre: u32) -> Result<BTreeMap<u64, String>> {
    let mut select = view.prepare_cached("SELECT client, name FROM client WHERE centre = ?1")?;
    Ok(select.query_map([centre], |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<rusqlite::Result<_>>()?)
}

/// What gives rows their labels.
struct Known<'a> {
    catalogue: &'a Catalogue,
    names: &'a Names,
    clients: &'a BTreeMap<u64, String>,
}

fn line(found: GroupRow, known: &Known<'_>, strain: bool) -> Result<Line> {
    let same = |name: String| Words { ko: name.clone(), en: name };
    let (key, label, start) = match found.group {
        Group::Total => (None, None, None),
        Group::Reason(reason) => {
            let name = known.catalogue.reason_name(reason.map(|reason| reason.0));
            (Some(name.id.to_string()), Some(name.name), None)
        }
        Group::Channel(channel) => (Some(as_word(&Channel::from(channel))?), None, None),
        Group::Agent(agent) => (Some(agent.0.to_string()), Some(same(known.names.agent(agent).name)), None),
        Group::Client(client) => {
            let name = client.and_then(|client| known.clients.get(&client)).cloned();
            (client.map(|client| client.to_string()), name.map(same), None)
        }
        Group::Span(start) => (Some(start.0.to_string()), None, Some(start)),
    };
    let shown = |metric: &&'static Metric| strain || !metric.is_strain();
    let value = |metric: &'static Metric| (metric, found.values.get(metric.id).copied().flatten());
    Ok(Line { key, label, start, values: CATALOGUE.iter().filter(shown).map(value).collect() })
}

/// As JSON.
pub async fn read(app: &App, staff: &Staff, query: ReportQuery) -> Result<Report> {
    let table = table(app, staff, &query).await?;
    let zone = table.zone.iana_name().unwrap_or("UTC").to_owned();
    let row = |line: Line| {
        // Figures are whole numbers far below 2^53.
        let number = |(metric, value): (&Metric, Option<Ratio>)| {
            (metric.id.to_owned(), value.map(|value| measure::format::number(metric.unit, value) as f64))
        };
        ReportRow { key: line.key, label: line.label, values: line.values.into_iter().map(number).collect() }
    };
    let rows = table.rows.into_iter().map(row).collect();
    Ok(Report { from: query.from, to: query.to, zone, by: table.by, as_of: table.as_of.0, rows })
}
