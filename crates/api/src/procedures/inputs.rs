//! Where the inputs of a procedure come from: the customer's record, the contact, or what was said.

use std::collections::BTreeMap;

use rusqlite::{Connection, OptionalExtension};

use super::declared::{Input, InputSource, Procedure};
use super::personal::Personal;
use super::value::{self, Value, Wrong};
use crate::customers::mask;
use crate::error::{FieldCode, Result};

/// Orders a customer may choose among, the newest.
const ORDERS: u32 = 20;

/// Values by their keys.
pub type Values = BTreeMap<String, Value>;

/// What is known of the customer of a contact.
#[derive(Debug, Clone, Default)]
pub struct Record {
    contact: u64,
    /// Somebody has vouched for the customer.
    pub known: bool,
    key: Option<String>,
    name: Option<String>,
    phone: Option<String>,
    email: Option<String>,
    /// Number and title, the newest first.
    pub orders: Vec<(String, String)>,
    /// The order the matter is about.
    order: Option<String>,
}

impl Record {
    /// The record of a contact's customer; empty for somebody nobody has vouched for.
    pub fn read(view: &Connection, centre: u32, contact: u64) -> Result<Record> {
        let mut select = view.prepare_cached(
            "SELECT cu.customer, cu.key, cu.name, cu.phone, cu.email, o.key FROM contact c
             JOIN customer cu ON cu.centre = c.centre AND cu.customer = c.customer AND cu.state = 'known'
             LEFT JOIN case_record ca ON ca.centre = c.centre AND ca.case_id = c.case_id
             LEFT JOIN order_record o ON o.centre = c.centre AND o.order_id = ca.order_id AND o.customer = c.customer
             WHERE c.centre = ?1 AND c.contact = ?2 AND c.known = 1",
        )?;
        let found = select
            .query_row((centre, contact), |row| {
                let (key, name, phone, email) = (row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?);
                let record =
                    Record { contact, known: true, key, name, phone, email, order: row.get(5)?, orders: Vec::new() };
                Ok((row.get::<_, u64>(0)?, record))
            })
            .optional()?;
        let Some((customer, mut record)) = found else { return Ok(Record { contact, ..Record::default() }) };
        let mut select = view.prepare_cached(
            "SELECT key, title FROM order_record WHERE centre = ?1 AND customer = ?2 ORDER BY placed_at DESC LIMIT ?3",
        )?;
        let orders = select.query_map((centre, customer, ORDERS), |row| Ok((row.get(0)?, row.get(1)?)))?;
        record.orders = orders.collect::<rusqlite::Result<_>>()?;
        Ok(record)
    }

    /// What stands in the record for an input; none when it has to be asked.
    pub fn found(&self, input: &Input) -> Option<String> {
        match input.from {
            InputSource::Asked => None,
            InputSource::Order => match (&self.order, &self.orders[..]) {
                (Some(order), _) => Some(order.clone()),
                (None, [(only, _)]) => Some(only.clone()),
                _ => None,
            },
            InputSource::CustomerKey => self.key.clone(),
            InputSource::CustomerName => self.name.clone(),
            InputSource::CustomerPhone => self.phone.clone(),
            InputSource::CustomerEmail => self.email.clone(),
            InputSource::Contact => Some(self.contact.to_string()),
        }
    }

    /// One input, of what was given or stands in the record. An order must be the customer's own.
    pub fn value(&self, input: &Input, given: Option<&str>) -> Result<Value, Wrong> {
        let asked = matches!(input.from, InputSource::Asked | InputSource::Order);
        let text = given.filter(|_| asked).map(str::to_owned).or_else(|| self.found(input)).ok_or(Wrong::Missing)?;
        if input.from == InputSource::Order && !self.orders.iter().any(|(key, _)| *key == text.trim()) {
            return Err(Wrong::NotTheirs);
        }
        value::typed(&input.field, &text)
    }
}

/// All inputs of a procedure with the personal ones apart, or what is wrong with which.
pub fn resolve(
    record: &Record,
    procedure: &Procedure,
    given: &BTreeMap<String, String>,
) -> Result<(Values, Personal), BTreeMap<String, FieldCode>> {
    let (mut values, mut personal, mut wrong) = (Values::new(), Personal::default(), BTreeMap::new());
    for input in &procedure.inputs {
        let key = &input.field.key;
        match record.value(input, given.get(key).map(String::as_str)) {
            Ok(value) => drop(values.insert(key.clone(), personal.take(&input.field, value))),
            Err(fault) => drop(wrong.insert(format!("inputs.{key}"), fault.code())),
        }
    }
    for key in given.keys().filter(|key| !procedure.inputs.iter().any(|input| input.field.key == **key)) {
        wrong.insert(format!("inputs.{key}"), FieldCode::Unknown);
    }
    if wrong.is_empty() { Ok((values, personal)) } else { Err(wrong) }
}

impl Wrong {
    pub fn code(self) -> FieldCode {
        match self {
            Wrong::Missing => FieldCode::Required,
            Wrong::Type => FieldCode::Invalid,
            Wrong::TooLong => FieldCode::TooLong,
            Wrong::Range => FieldCode::OutOfRange,
            Wrong::NotTheirs => FieldCode::NotThere,
        }
    }
}

/// A value as records of calls keep it: what free text or a person's record says is masked.
pub fn masked(procedure: &Procedure, key: &str, value: &Value) -> String {
    let Value::Text(text) = value else { return value.plain() };
    let source = procedure.inputs.iter().find(|input| input.field.key == key).map(|input| input.from);
    let typed = procedure.field(key).is_some_and(|field| field.kind != super::declared::ValueKind::Text);
    match source {
        _ if typed => text.clone(),
        Some(InputSource::Order | InputSource::Contact) => text.clone(),
        Some(InputSource::CustomerPhone) => mask::phone(text),
        Some(InputSource::CustomerEmail) => mask::email(text),
        _ => mask::name(text),
    }
}
