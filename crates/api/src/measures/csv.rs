//! Reports as CSV that Excel opens as it is: UTF-8 with a byte order mark, times as the clock on the wall shows them.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use measure::{Metric, Ratio, Unit};
use routing::Time;

use super::report::{Line, Table};
use super::types::ReportBy;
use crate::error::{Error, Result};
use crate::wire::Language;

/// Without it Excel reads Korean as Latin.
const BYTE_ORDER_MARK: &str = "\u{feff}";

/// The whole file.
pub fn file(table: &Table, language: Language) -> Result<Vec<u8>> {
    let mut writer = csv::Writer::from_writer(BYTE_ORDER_MARK.as_bytes().to_vec());
    let mut head = vec!["key".to_owned(), in_words(language, "이름", "name").to_owned()];
    let metrics = table.rows.first().map(|line| line.values.iter().map(|(metric, _)| *metric));
    head.extend(metrics.into_iter().flatten().map(|metric| title(metric, table.currency.as_deref(), language)));
    write(&mut writer, &head)?;
    for line in &table.rows {
        let mut cells = vec![line.key.clone().map(plain).unwrap_or_default(), plain(label(line, table, language)?)];
        cells.extend(line.values.iter().map(|(metric, value)| value.map_or_else(String::new, |v| cell(metric, v))));
        write(&mut writer, &cells)?;
    }
    writer.into_inner().map_err(|_| Error::Internal)
}

fn write(writer: &mut csv::Writer<Vec<u8>>, cells: &[String]) -> Result<()> {
    writer.write_record(cells).map_err(|_| Error::Internal)
}

fn in_words<'a>(language: Language, ko: &'a str, en: &'a str) -> &'a str {
    match language {
        Language::Ko => ko,
        Language::En => en,
    }
}

/// The measure's name, its unit, and its id, by which a sheet made last year still finds its column.
fn title(metric: &Metric, currency: Option<&str>, language: Language) -> String {
    let name = in_words(language, metric.ko, metric.en);
    let unit = match metric.unit {
        Unit::Count => "",
        Unit::Money => &currency.map(|currency| format!(", {currency}")).unwrap_or_default(),
        Unit::Ms => in_words(language, ", 초", ", s"),
        Unit::Permille => ", %",
    };
    format!("{name} ({}{unit})", metric.id)
}

/// A number that can be reckoned with: the same digits as everywhere, seconds with three decimals, percent with one.
fn cell(metric: &Metric, value: Ratio) -> String {
    let number = measure::format::number(metric.unit, value);
    match metric.unit {
        Unit::Count => number.to_string(),
        Unit::Money => measure::format::money(value),
        Unit::Ms => format!("{}.{:03}", number / 1_000, number % 1_000),
        Unit::Permille => format!("{}.{}", number / 10, number % 10),
    }
}

fn label(line: &Line, table: &Table, language: Language) -> Result<String> {
    if let Some(start) = line.start {
        return on_the_wall(start, &table.zone, table.by);
    }
    Ok(line.label.as_ref().map(|words| words.said(language).to_owned()).unwrap_or_default())
}

/// With the offset within a day: an hour comes twice when the clock is set back.
fn on_the_wall(start: Time, zone: &TimeZone, by: ReportBy) -> Result<String> {
    let at = Timestamp::from_millisecond(start.0).map_err(|_| Error::Internal)?.to_zoned_datetime(zone.clone());
    let format = if by == ReportBy::Day { "%Y-%m-%d" } else { "%Y-%m-%d %H:%M %:z" };
    Ok(at.strftime(format).to_string())
}

/// A name that begins like a formula is shown, not reckoned.
pub fn plain(text: String) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{text}") } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_never_formulas() {
        assert_eq!(plain("=1+1".into()), "'=1+1");
        assert_eq!(plain("@SUM(A1)".into()), "'@SUM(A1)");
        assert_eq!(plain("환불".into()), "환불");
    }

    #[test]
    fn the_hour_that_comes_twice_is_told_apart() {
        let zone = TimeZone::get("Europe/Berlin").unwrap();
        let at = |text: &str| Time(text.parse::<Timestamp>().unwrap().as_millisecond());
        let wall = |text| on_the_wall(at(text), &zone, ReportBy::HalfHour).unwrap();
        assert_eq!(wall("2026-10-25T00:30:00Z"), "2026-10-25 02:30 +02:00");
        assert_eq!(wall("2026-10-25T01:30:00Z"), "2026-10-25 02:30 +01:00");
        assert_eq!(on_the_wall(at("2026-10-24T22:00:00Z"), &zone, ReportBy::Day).unwrap(), "2026-10-25");
    }
}
