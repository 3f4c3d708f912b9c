//! Reports: the catalogue's metrics over the same sums that the wallboard shows.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use measure::{By, CATALOGUE, Group, GroupRow};
use routing::Time;

use super::types::{MeasureView, Measures, Report, ReportBy, ReportQuery, ReportRow, Unit};
use crate::error::{FieldCode, Result};
use crate::extract::Staff;
use crate::fields::Fields;
use crate::rows::{Names, as_word};
use crate::setup::catalogue::Catalogue;
use crate::state::App;
use crate::wire::{Channel, Words};

/// The longest time a report covers, in ms.
const SPAN_MS: i64 = 400 * 86_400_000;
const HOUR_MS: i64 = 3_600_000;

/// Every measure with its formula.
pub fn measures() -> Measures {
    let view = |metric: &measure::Metric| MeasureView {
        id: metric.id.into(),
        version: metric.version,
        name: Words { ko: metric.ko.into(), en: metric.en.into() },
        formula: Words { ko: metric.formula_ko.into(), en: metric.formula_en.into() },
        unit: unit(metric.unit),
        more_is_better: metric.more_is_better,
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

/// A report over a time. Intervals are never split.
pub async fn read(app: &App, staff: &Staff, query: ReportQuery) -> Result<Report> {
    let mut fields = Fields::default();
    fields.need(query.from < query.to && query.to - query.from <= SPAN_MS, "to", FieldCode::OutOfRange);
    fields.check()?;
    let centre = staff.centre;
    let catalogue = app.catalogue(centre).await?;
    let (names, zone): (Names, String) = app
        .read(move |view| {
            let sql = "SELECT zone FROM centre WHERE centre = ?1";
            Ok((Names::load(view, centre)?, view.prepare_cached(sql)?.query_row([centre], |row| row.get(0))?))
        })
        .await?;
    let offset_ms = offset_ms(&zone, query.from);
    let by = match query.by {
        ReportBy::Total => By::Total,
        ReportBy::Reason => By::Reason,
        ReportBy::Channel => By::Channel,
        ReportBy::Agent => By::Agent,
        ReportBy::Hour => By::Span { ms: HOUR_MS, offset_ms },
        ReportBy::Day => By::Span { ms: 24 * HOUR_MS, offset_ms },
    };
    let report = app.report(centre)?;
    let rows = report.rows(Time(query.from), Time(query.to), by);
    let rows = rows.into_iter().map(|found| row(found, &catalogue, &names)).collect::<Result<_>>()?;
    Ok(Report { from: query.from, to: query.to, by: query.by, as_of: app.now().0, rows })
}

fn row(found: GroupRow, catalogue: &Catalogue, names: &Names) -> Result<ReportRow> {
    let same = |name: String| Words { ko: name.clone(), en: name };
    let (key, label) = match found.group {
        Group::Total => (None, None),
        Group::Reason(reason) => {
            let name = catalogue.reason_name(reason.map(|reason| reason.0));
            (Some(name.id.to_string()), Some(name.name))
        }
        Group::Channel(channel) => (Some(as_word(&Channel::from(channel))?), None),
        Group::Agent(agent) => (Some(agent.0.to_string()), Some(same(names.agent(agent).name))),
        Group::Span(start) => (Some(start.0.to_string()), None),
    };
    let units = CATALOGUE.iter().map(|metric| (metric.id, metric.unit));
    let value = |(id, unit): (&'static str, measure::Unit)| {
        let value = found.values.get(id).copied().flatten();
        // Figures are whole numbers far below 2^53.
        (id.to_string(), value.map(|value| measure::format::number(unit, value) as f64))
    };
    Ok(ReportRow { key, label, values: units.map(value).collect() })
}

/// How far the zone is ahead of UTC when the report begins, in ms.
fn offset_ms(zone: &str, from: i64) -> i64 {
    let zone = TimeZone::get(zone).unwrap_or(TimeZone::UTC);
    let at = Timestamp::from_millisecond(from).unwrap_or(Timestamp::UNIX_EPOCH);
    i64::from(zone.to_offset(at).seconds()) * 1_000
}
