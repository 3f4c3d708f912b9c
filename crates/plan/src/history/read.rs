//! From the bytes of a CSV file to rows: every fault has its line and says what to do.

use std::borrow::Cow;
use std::collections::HashMap;

use csv::ByteRecord;
use jiff::civil::Date;

use super::{History, Note, days_between, grid, plus};
use crate::refusal::{Refusal, refuse};

/// The most rows a file may have.
pub const MAX_ROWS: usize = 20_000_000;
/// The most reasons a file may have.
pub const MAX_REASONS: usize = 10_000;
/// The most contacts an interval may have.
const MAX_CONTACTS: f64 = 1e7;
/// The longest handle time, in seconds: a day.
pub const MAX_AHT_S: f64 = 86_400.0;

/// One row: what happened to one reason in one interval.
#[derive(Debug, Clone, Copy)]
pub(super) struct Row {
    pub reason: u32,
    /// Days since `Rows::epoch`.
    pub day: i32,
    pub minute: u16,
    pub line: u32,
    pub offered: f32,
    /// NaN where the file has none.
    pub handled: f32,
    /// NaN where the file has none.
    pub aht_s: f32,
}

/// Rows as they stand in the file.
pub(super) struct Rows {
    pub reasons: Vec<String>,
    pub rows: Vec<Row>,
    pub epoch: Date,
    pub has_aht: bool,
    pub notes: Vec<Note>,
}

impl History {
    /// Reads `start,reason,offered[,handled,abandoned,aht_s]` or `datetime,calls` (one reason, called `all`), UTF-8 or CP949.
    /// The interval is found, or told in minutes; a longer one than the file's rolls it up.
    ///
    /// # Errors
    /// The first fault, with its line, the heading being line 1.
    pub fn read(csv: &[u8], interval_min: Option<u16>) -> Result<History, Refusal> {
        grid::lay(Rows::read(csv)?, interval_min)
    }

    /// The first line of such a file that tells of a day from `from` on, and the day.
    ///
    /// # Errors
    /// As for [`History::read`].
    pub fn first_line_from(csv: &[u8], from: Date) -> Result<Option<(u32, Date)>, Refusal> {
        let read = Rows::read(csv)?;
        let late = read.rows.iter().map(|row| (row.line, plus(read.epoch, i64::from(row.day))));
        Ok(late.filter(|(_, day)| *day >= from).min())
    }
}

struct Columns {
    start: usize,
    reason: Option<usize>,
    offered: usize,
    handled: Option<usize>,
    abandoned: Option<usize>,
    aht_s: Option<usize>,
}

impl Columns {
    fn find(heading: &ByteRecord) -> Result<Columns, Refusal> {
        let names: Vec<String> =
            heading.iter().map(|name| String::from_utf8_lossy(name).trim().to_ascii_lowercase()).collect();
        let at = |wanted: &str| names.iter().position(|name| name == wanted);
        let (Some(start), Some(offered)) = (at("start").or(at("datetime")), at("offered").or(at("calls"))) else {
            return refuse(Refusal::HistoryColumns { columns: names.join(",") });
        };
        let columns = Columns {
            start,
            reason: at("reason"),
            offered,
            handled: at("handled"),
            abandoned: at("abandoned"),
            aht_s: at("aht_s"),
        };
        if columns.reason.is_none() && at("start").is_some() {
            return refuse(Refusal::NoReasonColumn);
        }
        Ok(columns)
    }
}

/// UTF-8 as it is; anything else is taken for CP949, which Korean spreadsheets write.
///
/// # Errors
/// It is neither; the line is named.
pub fn text(csv: &[u8]) -> Result<Cow<'_, [u8]>, Refusal> {
    let csv = csv.strip_prefix(b"\xef\xbb\xbf").unwrap_or(csv);
    let Err(wrong) = std::str::from_utf8(csv) else { return Ok(Cow::Borrowed(csv)) };
    let (decoded, _, broken) = encoding_rs::EUC_KR.decode(csv);
    if broken {
        let line = 1 + csv.iter().take(wrong.valid_up_to()).filter(|byte| **byte == b'\n').count();
        return refuse(Refusal::NotText { line });
    }
    Ok(Cow::Owned(decoded.into_owned().into_bytes()))
}

impl Rows {
    fn read(csv: &[u8]) -> Result<Rows, Refusal> {
        let text = text(csv)?;
        let mut reader = csv::ReaderBuilder::new().flexible(true).trim(csv::Trim::All).from_reader(text.as_ref());
        let unreadable = |wrong: csv::Error| Refusal::Unreadable { wrong: wrong.to_string() };
        let columns = Columns::find(reader.byte_headers().map_err(unreadable)?)?;
        let epoch = Date::constant(1970, 1, 1);
        let mut known: HashMap<Vec<u8>, u32> = HashMap::new();
        let mut rows =
            Rows { reasons: Vec::new(), rows: Vec::new(), epoch, has_aht: columns.aht_s.is_some(), notes: Vec::new() };
        // Dates repeat: the day of the last one is kept.
        let mut last = ([0_u8; 10], 0_i32);
        let mut record = ByteRecord::new();
        while reader.read_byte_record(&mut record).map_err(unreadable)? {
            let line = record.position().map_or(0, |position| {
                // The reader steps over empty lines without counting them.
                let rest = text.get(position.byte() as usize..).unwrap_or_default();
                let empty = rest.iter().take_while(|byte| matches!(byte, b'\n' | b'\r')).filter(|byte| **byte == b'\n');
                position.line() + empty.count() as u64
            });
            if record.iter().all(<[u8]>::is_empty) {
                continue;
            }
            if rows.rows.len() == MAX_ROWS {
                return refuse(Refusal::TooManyRows { line, most: MAX_ROWS });
            }
            let field = Fields { record: &record, line };
            let name = columns.reason.map_or(Ok(&b"all"[..]), |at| field.named(at, "reason"))?;
            let reason = match known.get(name) {
                Some(reason) => *reason,
                None => {
                    if rows.reasons.len() == MAX_REASONS {
                        return refuse(Refusal::TooManyReasons { line, most: MAX_REASONS });
                    }
                    let reason = rows.reasons.len() as u32;
                    rows.reasons.push(String::from_utf8_lossy(name).into_owned());
                    known.insert(name.to_vec(), reason);
                    reason
                }
            };
            let start = field.named(columns.start, "start")?;
            let (day, minute) = field.start(start, epoch, &mut last)?;
            let offered = field.count(columns.offered, "offered", MAX_CONTACTS)?;
            let offered = offered.ok_or(Refusal::NoCount { line })?;
            let optional = |at: Option<usize>, name: &str, most: f64| -> Result<f32, Refusal> {
                at.map_or(Ok(None), |at| field.count(at, name, most)).map(|value| value.unwrap_or(f32::NAN))
            };
            let handled = optional(columns.handled, "handled", MAX_CONTACTS)?;
            optional(columns.abandoned, "abandoned", MAX_CONTACTS)?;
            let aht_s = optional(columns.aht_s, "aht_s", MAX_AHT_S)?;
            rows.rows.push(Row { reason, day, minute, line: line as u32, offered, handled, aht_s });
        }
        if rows.rows.is_empty() {
            return refuse(Refusal::NoRows);
        }
        Ok(rows)
    }
}

struct Fields<'a> {
    record: &'a ByteRecord,
    line: u64,
}

impl<'a> Fields<'a> {
    fn named(&self, at: usize, name: &str) -> Result<&'a [u8], Refusal> {
        let line = self.line;
        match self.record.get(at) {
            Some(field) if !field.is_empty() => Ok(field),
            _ => refuse(Refusal::NoValue { line, column: name.into() }),
        }
    }

    /// A number from 0 to `most`, `None` where the field is empty or not there.
    fn count(&self, at: usize, name: &str, most: f64) -> Result<Option<f32>, Refusal> {
        let line = self.line;
        let Some(field) = self.record.get(at).filter(|field| !field.is_empty()) else { return Ok(None) };
        let (column, value) = (name.to_owned(), String::from_utf8_lossy(field).into_owned());
        let Ok(count) = value.parse::<f64>() else {
            return refuse(Refusal::NotANumber { line, column, value });
        };
        if count < 0.0 {
            return refuse(Refusal::BelowZero { line, column, value });
        }
        if !count.is_finite() || count > most {
            return refuse(Refusal::TooLarge { line, column, value, most: most as u64 });
        }
        Ok(Some(count as f32))
    }

    /// `2026-03-02 09:30`, with `T` or a blank, seconds and an offset from UTC allowed: the centre's own clock counts.
    fn start(&self, field: &[u8], epoch: Date, last: &mut ([u8; 10], i32)) -> Result<(i32, u16), Refusal> {
        let line = self.line;
        let value = || String::from_utf8_lossy(field).into_owned();
        let wrong = || Refusal::NotATime { line, value: value() };
        let (date, time) = field.split_at_checked(10).ok_or_else(wrong)?;
        if date != last.0 {
            let [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] = date else { return Err(wrong()) };
            let year = number(&[*y1, *y2, *y3, *y4]).ok_or_else(wrong)?;
            let (month, day) = (number(&[*m1, *m2]).ok_or_else(wrong)?, number(&[*d1, *d2]).ok_or_else(wrong)?);
            let parsed = Date::new(year as i16, month as i8, day as i8).map_err(|_| wrong())?;
            if !(1990..=2100).contains(&year) {
                return refuse(Refusal::WrongYear { line, year });
            }
            last.0.copy_from_slice(date);
            last.1 = days_between(epoch, parsed) as i32;
        }
        let [b'T' | b' ', h1, h2, b':', m1, m2, rest @ ..] = time else { return Err(wrong()) };
        let (hour, minute) = (number(&[*h1, *h2]).ok_or_else(wrong)?, number(&[*m1, *m2]).ok_or_else(wrong)?);
        let second = match rest {
            [b':', s1, s2, ..] => number(&[*s1, *s2]).ok_or_else(wrong)?,
            [] | [b'+' | b'-' | b'Z', ..] => 0,
            _ => return Err(wrong()),
        };
        if hour > 23 || minute > 59 || second > 59 {
            return Err(wrong());
        }
        let minute = hour * 60 + minute;
        if minute % 5 != 0 || second != 0 {
            return refuse(Refusal::OffFiveMinutes { line, value: value() });
        }
        Ok((last.1, minute as u16))
    }
}

fn number(digits: &[u8]) -> Option<u32> {
    digits.iter().try_fold(0, |sum, digit| digit.is_ascii_digit().then(|| sum * 10 + u32::from(digit - b'0')))
}
