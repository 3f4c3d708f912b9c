//! How a restricted customer is served until the end of the restriction, and what she is told about it.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use routing::Need;
use routing::policy::Channel;
use rusqlite::{Connection, Transaction};

use super::ladder;
use crate::clean::Clean;
use crate::contacts::thread::{self, Line};
use crate::contacts::types::{AuthorKind, MessageKind};
use crate::customers::records;
use crate::error::{Error, Result};
use crate::setup::catalogue::Catalogue;
use crate::wire::{Language, Ms};

/// A restriction that changes how she is served.
pub struct Restricted {
    /// The only channel she is served by.
    pub channel: Option<Channel>,
    /// What an agent needs beside what the reason asks for.
    pub need: Option<Need>,
    until: Ms,
}

/// The restriction of a customer in force at `now`, where the published rules give it an effect.
pub fn of(view: &Connection, centre: u32, customer: u64, catalogue: &Catalogue, now: Ms) -> Result<Option<Restricted>> {
    let rules = ladder::rules(catalogue.document.as_ref());
    let rules = &rules.restricted;
    if !rules.applies() {
        return Ok(None);
    }
    let longest = records::restrictions(view, centre, customer, now)?.into_iter().next();
    Ok(longest.map(|restriction| Restricted {
        channel: rules.channel,
        need: rules.skill.map(|skill| Need { skill, level: 1 }),
        until: restriction.until,
    }))
}

impl Restricted {
    /// Why, until when and how to object, in her language and by the centre's clock.
    pub fn words(&self, view: &Connection, centre: u32, catalogue: &Catalogue, language: Language) -> Result<String> {
        let sql = "SELECT zone FROM centre WHERE centre = ?1";
        let zone: String = view.prepare_cached(sql)?.query_row([centre], |row| row.get(0))?;
        let zone = TimeZone::get(&zone).unwrap_or(TimeZone::UTC);
        let at = |ms| Timestamp::from_millisecond(ms).map_err(|_| Error::Internal);
        let (until, last) = (at(self.until)?.to_zoned_datetime(zone.clone()), at(self.until.saturating_sub(1))?);
        let (last, hour) = (last.to_zoned_datetime(zone), until.strftime(" %H:%M").to_string());
        // What ends at midnight holds until the end of the day before.
        let hour = if last.date() == until.date() { hour.as_str() } else { "" };
        let until = match language {
            Language::Ko => format!("이 제한은 {}{hour}까지예요.", last.strftime("%Y년 %-m월 %-d일")),
            Language::En => format!("This holds until {}{hour}.", last.strftime("%-d %B %Y")),
        };
        let rules = ladder::rules(catalogue.document.as_ref());
        let (why, objection) = (rules.restricted.why.said(language), rules.restricted.objection.said(language));
        Ok(format!("{why} {until} {objection}"))
    }

    /// Writes it into her conversation, where it stays.
    pub fn tell(&self, tx: &Transaction<'_>, centre: u32, catalogue: &Catalogue, told: &Told) -> Result<()> {
        let body = Clean::ours(self.words(tx, centre, catalogue, told.language)?);
        let line = Line {
            contact: told.contact,
            case: told.case,
            at: told.at,
            author: AuthorKind::System,
            account: None,
            kind: MessageKind::Notice,
            body,
            for_account: None,
            file: None,
            article: None,
            client_key: None,
        };
        thread::write(tx, centre, &line).map(drop)
    }
}

/// In which conversation she is told, when.
pub struct Told {
    pub contact: u64,
    pub case: u64,
    pub at: Ms,
    pub language: Language,
}
