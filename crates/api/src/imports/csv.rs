//! CSV as people export it: UTF-8 or CP949, every line checked before any is taken.

use std::collections::BTreeMap;

use encoding_rs::EUC_KR;

use super::entries::{CaseEntry, CustomerEntry, OrderEntry};
use super::types::{CaseUpsert, CsvEncoding, CustomerUpsert, OrderUpsert};
use crate::clean::Clean;
use crate::error::{Error, FieldCode, FileFault, Result};
use crate::limits;
use crate::rows::parse_word;
use crate::setup::catalogue::Catalogue;
use crate::wire::Ms;

/// Columns of a customer file; `key` is required, the others may be left out.
const CUSTOMER: [&str; 6] = ["key", "segment", "name", "phone", "email", "language"];
/// Columns of an order file; all but `amount` and `currency` are required.
const ORDER: [&str; 7] = ["customer", "key", "title", "status", "amount", "currency", "at"];
/// Columns of a file of matters; `reason`, `order` and `closed` may be left out.
const CASE: [&str; 7] = ["customer", "key", "title", "reason", "order", "opened", "closed"];
/// Longest line looked at in one cell, in bytes.
const CELL_BYTES: usize = 4_000;

/// A file, read whole.
pub struct Read<T> {
    /// Each with the line it stood on.
    pub entries: Vec<(u64, T)>,
    pub encoding: CsvEncoding,
}

/// Customers of a file.
pub fn customers(bytes: &[u8]) -> Result<Read<CustomerEntry>> {
    read(bytes, &CUSTOMER, &["key"], |cells| {
        let given = |name: &str| cells.get(name).filter(|cell| !cell.is_empty()).cloned();
        let language = given("language").map(|word| parse_word(&word).ok_or(invalid("language"))).transpose()?;
        let body = CustomerUpsert {
            segment: given("segment").map(|text| Clean::of(&text)),
            name: given("name"),
            phone: given("phone"),
            email: given("email"),
            language,
        };
        let entry = CustomerEntry::new(&text(cells, "key"), body)?;
        Ok((entry.key.clone(), entry))
    })
}

/// Orders of a file. `at` is RFC 3339 or milliseconds since the Unix epoch.
pub fn orders(bytes: &[u8]) -> Result<Read<OrderEntry>> {
    let required = ["customer", "key", "title", "status", "at"];
    read(bytes, &ORDER, &required, |cells| {
        let amount = cells.get("amount").map(|cell| cell.replace(',', "")).filter(|cell| !cell.is_empty());
        let amount = amount.map(|cell| cell.trim().parse::<i64>().map_err(|_| invalid("amount"))).transpose()?;
        let body = OrderUpsert {
            customer: text(cells, "customer"),
            title: Clean::of(&text(cells, "title")),
            status: Clean::of(&text(cells, "status")),
            amount,
            currency: cells.get("currency").cloned(),
            at: time(cells, "at")?,
        };
        let entry = OrderEntry::new(&text(cells, "key"), body)?;
        Ok((entry.key.clone(), entry))
    })
}

/// Matters of a file. A reason is one of the catalogue, by number or name; times as for orders.
pub fn cases(bytes: &[u8], catalogue: &Catalogue) -> Result<Read<CaseEntry>> {
    let required = ["customer", "key", "title", "opened"];
    read(bytes, &CASE, &required, |cells| {
        let closed = (!text(cells, "closed").is_empty()).then(|| time(cells, "closed")).transpose()?;
        let body = CaseUpsert {
            customer: text(cells, "customer"),
            title: Clean::of(&text(cells, "title")),
            reason: Some(text(cells, "reason")),
            order: Some(text(cells, "order")),
            opened: time(cells, "opened")?,
            closed,
        };
        let entry = CaseEntry::new(&text(cells, "key"), body, catalogue)?;
        Ok((entry.key.clone(), entry))
    })
}

/// RFC 3339, or milliseconds since the Unix epoch.
fn time(cells: &Cells, name: &str) -> Result<Ms> {
    let cell = text(cells, name);
    if cell.is_empty() {
        return Err(Error::field(name, FieldCode::Required));
    }
    let at = cell.parse::<i64>().ok().or_else(|| Some(cell.parse::<jiff::Timestamp>().ok()?.as_millisecond()));
    at.ok_or(invalid(name))
}

/// A cell; a column that is left out is empty.
fn text(cells: &Cells, name: &str) -> String {
    cells.get(name).map(|cell| cell.trim().to_owned()).unwrap_or_default()
}

fn invalid(name: &str) -> Error {
    Error::field(name, FieldCode::Invalid)
}

type Cells = BTreeMap<&'static str, String>;

fn read<T>(
    bytes: &[u8],
    known: &[&'static str],
    required: &[&str],
    parse: impl Fn(&Cells) -> Result<(String, T)>,
) -> Result<Read<T>> {
    let (text, encoding) = decode(bytes)?;
    let damaged = Error::damaged;
    let mut file = csv::ReaderBuilder::new().flexible(true).from_reader(text.as_bytes());
    let header = file.headers().map_err(|_| damaged(1, FileFault::Header))?.clone();
    let mut columns = Vec::new();
    for name in &header {
        let column = known.iter().find(|column| **column == name.trim()).ok_or(damaged(1, FileFault::Header))?;
        if columns.contains(column) {
            return Err(damaged(1, FileFault::Header));
        }
        columns.push(*column);
    }
    if !required.iter().all(|name| columns.contains(name)) {
        return Err(damaged(1, FileFault::Header));
    }
    let mut seen = BTreeMap::new();
    let mut entries = Vec::new();
    for record in file.records() {
        let record = record.map_err(|fault| {
            let line = fault.position().map_or(1, csv::Position::line);
            damaged(line, FileFault::Cells)
        })?;
        let line = record.position().map_or(1, csv::Position::line);
        if entries.len() >= limits::IMPORT_ROWS {
            return Err(damaged(line, FileFault::TooManyRows));
        }
        if record.len() != columns.len() {
            return Err(damaged(line, FileFault::Cells));
        }
        if let Some((column, _)) = columns.iter().zip(record.iter()).find(|(_, cell)| cell.len() > CELL_BYTES) {
            return Err(Error::field(*column, FieldCode::TooLong).at_line(line));
        }
        let cells: Cells = columns.iter().copied().zip(record.iter().map(str::to_owned)).collect();
        let (key, entry) = parse(&cells).map_err(|fault| fault.at_line(line))?;
        if seen.insert(key, line).is_some() {
            return Err(damaged(line, FileFault::Twice));
        }
        entries.push((line, entry));
    }
    Ok(Read { entries, encoding })
}

/// UTF-8 with or without its mark, else CP949; what is neither is refused at the line where it breaks.
fn decode(bytes: &[u8]) -> Result<(String, CsvEncoding)> {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let broken = match std::str::from_utf8(bytes) {
        Ok(text) if text.contains('\0') => bytes.iter().position(|byte| *byte == 0).unwrap_or_default(),
        Ok(text) => return Ok((text.to_owned(), CsvEncoding::Utf8)),
        Err(fault) => match EUC_KR.decode_without_bom_handling_and_without_replacement(bytes) {
            Some(text) if !text.contains('\0') => return Ok((text.into_owned(), CsvEncoding::Cp949)),
            // It was meant to be what it can be read as for longer.
            _ => fault.valid_up_to().max(readable_as_cp949(bytes)),
        },
    };
    let before = bytes.get(..broken).unwrap_or_default();
    let line = before.iter().filter(|byte| **byte == b'\n').count() + 1;
    Err(Error::damaged(u64::try_from(line).unwrap_or(1), FileFault::Encoding))
}

/// How many bytes of the beginning are CP949.
fn readable_as_cp949(bytes: &[u8]) -> usize {
    let mut decoder = EUC_KR.new_decoder_without_bom_handling();
    let room = decoder.max_utf8_buffer_length_without_replacement(bytes.len()).unwrap_or_default();
    let mut text = String::with_capacity(room);
    let (_, read) = decoder.decode_to_string_without_replacement(bytes, &mut text, true);
    read
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault<T>(read: Result<Read<T>>) -> (u64, FileFault) {
        match read {
            Err(Error::DamagedFile { line, cause, .. }) => (line, cause),
            Err(other) => panic!("{other}"),
            Ok(_) => panic!("taken"),
        }
    }

    #[test]
    fn both_encodings_say_the_same() {
        let text = "key,name,phone\nA-1,김미나,010-1234-5678\nA-2,황보하늘별,\n";
        let utf8 = customers(text.as_bytes()).unwrap();
        let marked = customers(&[b"\xEF\xBB\xBF", text.as_bytes()].concat()).unwrap();
        let (cp949, _, lossy) = EUC_KR.encode(text);
        assert!(!lossy);
        let cp949 = customers(&cp949).unwrap();
        assert_eq!((utf8.encoding, cp949.encoding), (CsvEncoding::Utf8, CsvEncoding::Cp949));
        assert_eq!(utf8.entries, cp949.entries);
        assert_eq!(utf8.entries, marked.entries);
        assert_eq!(utf8.entries[0].1.phone.as_deref(), Some("01012345678"));
        assert_eq!(
            utf8.entries[1],
            (3, CustomerEntry { key: "A-2".into(), name: Some("황보하늘별".into()), ..Default::default() })
        );
    }

    #[test]
    fn damage_is_named_by_its_line() {
        assert_eq!(fault(customers(b"")), (1, FileFault::Header));
        assert_eq!(fault(customers(b"name\nx\n")), (1, FileFault::Header));
        assert_eq!(fault(customers(b"key,role\nA,admin\n")), (1, FileFault::Header));
        assert_eq!(fault(customers(b"key,key\nA,B\n")), (1, FileFault::Header));
        assert_eq!(fault(customers(b"key,name\nA,x\nB\n")), (3, FileFault::Cells));
        assert_eq!(fault(customers(b"key,name\nA,x\nB,y,z\n")), (3, FileFault::Cells));
        assert_eq!(fault(customers(b"key,phone\nA,none\n")), (2, FileFault::Value));
        assert_eq!(fault(customers(b"key,name\nA,x\n,y\n")), (3, FileFault::Value));
        assert_eq!(fault(customers(b"key\nA\nB\nA\n")), (4, FileFault::Twice));
        assert_eq!(fault(customers(b"key,name\nA,\xFF\xFF\n")), (2, FileFault::Encoding));
        assert_eq!(fault(customers(b"key,name\nA,x\0y\n")), (2, FileFault::Encoding));
        let (cp949, _, _) = EUC_KR.encode("key,name\nA,김미나\nB,이수진\n");
        assert_eq!(fault(customers(&[&cp949, b"C,\xB1".as_slice()].concat())), (4, FileFault::Encoding));
        let long = format!("key,name\nA,{}\n", "x".repeat(CELL_BYTES + 1));
        assert_eq!(fault(customers(long.as_bytes())), (2, FileFault::Value));
        let many: String = (0..=limits::IMPORT_ROWS).map(|row| format!("{row}\n")).collect();
        let last = limits::IMPORT_ROWS as u64 + 2;
        assert_eq!(fault(customers(format!("key\n{many}").as_bytes())), (last, FileFault::TooManyRows));
    }

    #[test]
    fn a_value_is_named_by_its_column() {
        let of = |fault: Error| match fault {
            Error::DamagedFile { line, fields, .. } => (line, fields.into_iter().next().unwrap()),
            other => panic!("{other}"),
        };
        let named = |line: u64, field: &str, code: FieldCode| (line, (field.to_owned(), code));
        let customer = |text: &str| of(customers(text.as_bytes()).err().unwrap());
        assert_eq!(customer("key,phone\nA,none\n"), named(2, "phone", FieldCode::Invalid));
        assert_eq!(customer("key,language\nA,fr\n"), named(2, "language", FieldCode::Invalid));
        assert_eq!(customer("key,name\n,y\n"), named(2, "key", FieldCode::Required));
        let long = format!("key,name\nA,{}\n", "x".repeat(CELL_BYTES + 1));
        assert_eq!(customer(&long), named(2, "name", FieldCode::TooLong));
        let order =
            |row: &str| of(orders(format!("customer,key,title,status,amount,at\n{row}\n").as_bytes()).err().unwrap());
        assert_eq!(order("A,O,t,s,much,1700000000000"), named(2, "amount", FieldCode::Invalid));
        assert_eq!(order("A,O,t,s,1,yesterday"), named(2, "at", FieldCode::Invalid));
        assert_eq!(order("A,O,t,s,1,"), named(2, "at", FieldCode::Required));
    }

    #[test]
    fn quoted_lines_count_as_they_stand_in_the_file() {
        let text = b"key,phone\nA,\"01012345678\n\"\nB,x,y\n";
        assert_eq!(fault(customers(text)), (4, FileFault::Cells));
    }

    #[test]
    fn orders_have_times_and_amounts() {
        let text = "customer,key,title,status,amount,currency,at\nA,O-1,치킨,배달 중,\"23,000\",,2026-11-23T10:00:00+09:00\nA,O-2,피자,완료,,USD,1700000000000\n";
        let read = orders(text.as_bytes()).unwrap();
        let (first, second) = (&read.entries[0].1, &read.entries[1].1);
        assert_eq!((first.amount, first.currency.as_str(), first.at), (Some(23_000), "KRW", 1_795_395_600_000));
        assert_eq!((second.amount, second.currency.as_str(), second.at), (None, "USD", 1_700_000_000_000));
        assert_eq!(fault(orders(b"customer,key,title,status,at\nA,O,t,s,yesterday\n")), (2, FileFault::Value));
    }
}
