//! The ladder in one contact: what was announced, which warnings were given, and what is suggested next.

use std::borrow::Cow;

use rusqlite::{Connection, Transaction};

use super::rules::ProtectionRules;
use super::types::{Given, Ladder, NewWarning, Suggested};
use crate::clean::Clean;
use crate::contacts::actions;
use crate::contacts::thread::Line;
use crate::contacts::types::{AuthorKind, ContactAction, MessageKind};
use crate::contacts::write;
use crate::error::{Error, FieldCode, Result};
use crate::extract::Staff;
use crate::live::told;
use crate::rows::{Names, as_word, maybe_word, word};
use crate::setup::catalogue::Catalogue;
use crate::setup::document::Document;
use crate::state::App;
use crate::tone::types::ToneClass;
use crate::wire::{Channel, Language, Ms};

/// The announcement's step.
const ANNOUNCED: u8 = 0;

/// The rules of a setup; those of a centre that has published none are the usual ones.
pub fn rules(document: Option<&Document>) -> Cow<'_, ProtectionRules> {
    document.map_or_else(Cow::default, |document| Cow::Borrowed(&document.protection))
}

/// What every customer is shown.
pub fn announcement(catalogue: &Catalogue, language: Language) -> String {
    rules(catalogue.document.as_ref()).announcement.said(language).to_owned()
}

/// Keeps which announcement a customer was shown before anybody joined.
pub fn announced(
    tx: &Transaction<'_>,
    centre: u32,
    contact: u64,
    catalogue: &Catalogue,
    language: Language,
    at: Ms,
) -> Result<()> {
    let (version, words) = (catalogue.version, announcement(catalogue, language));
    let told = Told { step: ANNOUNCED, at, by: None, version, language, words: &words, class: None };
    told.keep(tx, centre, contact)
}

/// The ladder of a contact as it stands.
pub fn of(view: &Connection, centre: u32, contact: u64, catalogue: &Catalogue, names: &Names) -> Result<Ladder> {
    let rules = rules(catalogue.document.as_ref());
    let given = given(view, centre, contact, names)?;
    let flags = flags(view, centre, contact)?;
    let suggested = suggest(&rules, &given, &flags);
    let next = match suggested {
        Suggested::Stay => None,
        _ => rules.warnings.get(given.len()).cloned(),
    };
    let of = u8::try_from(rules.warnings.len()).unwrap_or(u8::MAX);
    Ok(Ladder { given, of, next, suggested })
}

/// What the published rules suggest. Danger to life beats all; then what is never warned; then one step after the other.
fn suggest(rules: &ProtectionRules, given: &[Given], flags: &[(ToneClass, Ms)]) -> Suggested {
    if flags.iter().any(|(class, _)| *class == ToneClass::Distress) {
        return Suggested::Stay;
    }
    if flags.iter().any(|(class, _)| rules.at_once.contains(class)) {
        return Suggested::End;
    }
    let last = given.last().map_or(Ms::MIN, |given| given.at);
    if !flags.iter().any(|(_, at)| *at > last) {
        return Suggested::Nothing;
    }
    if given.len() < rules.warnings.len() { Suggested::Warn } else { Suggested::End }
}

/// Gives the next warning: in a chat the customer reads it at once, in a call the agent says it. Once, however often it is pressed.
pub async fn warn(app: &App, staff: &Staff, contact: u64, body: NewWarning) -> Result<Ladder> {
    let row = actions::allowed(app, staff, contact, ContactAction::Protect).await?;
    let (catalogue, at, who) = (app.catalogue(staff.centre).await?, app.now().0, staff.clone());
    let (ladder, written) = app
        .write(move |tx| {
            let names = Names::load(tx, who.centre)?;
            let now = of(tx, who.centre, contact, &catalogue, &names)?;
            if now.given.iter().any(|given| given.step == body.step) {
                return Ok((now, None));
            }
            if now.suggested == Suggested::Stay {
                return Err(Error::WrongState);
            }
            let due = now.given.len() + 1 == usize::from(body.step);
            let words = now.next.filter(|_| due).ok_or(Error::field("step", FieldCode::Invalid))?;
            let flagged = flags(tx, who.centre, contact)?.last().map(|(class, _)| *class);
            let (version, language) = (catalogue.version, body.language);
            let (by, words) = (Some(who.account), words.said(language));
            let told = Told { step: body.step, at, by, version, language, words, class: flagged };
            told.keep(tx, who.centre, contact)?;
            let written = match row.channel {
                Channel::Voice | Channel::Callback => None,
                _ => {
                    let line = Line {
                        contact,
                        case: row.case,
                        at,
                        author: AuthorKind::Agent,
                        account: Some(who.account),
                        kind: MessageKind::Text,
                        body: Clean::ours(words),
                        for_account: None,
                        file: None,
                        article: None,
                        client_key: None,
                    };
                    Some(write::put(tx, &who, &line, &catalogue)?)
                }
            };
            Ok((of(tx, who.centre, contact, &catalogue, &names)?, written))
        })
        .await?;
    if let Some(written) = written {
        told::line(app, staff.centre, &written.row, written.message);
    }
    Ok(ladder)
}

/// What a customer was told, as kept.
struct Told<'a> {
    step: u8,
    at: Ms,
    by: Option<u32>,
    version: u32,
    language: Language,
    /// What she read, or was read to.
    words: &'a str,
    class: Option<ToneClass>,
}

impl Told<'_> {
    fn keep(&self, tx: &Transaction<'_>, centre: u32, contact: u64) -> Result<()> {
        let class = self.class.as_ref().map(as_word).transpose()?;
        tx.prepare_cached(
            "INSERT INTO protection_notice (centre, contact, step, at, by_account, version, language, words, class)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9) ON CONFLICT DO NOTHING",
        )?
        .execute((
            centre,
            contact,
            self.step,
            self.at,
            self.by,
            self.version,
            as_word(&self.language)?,
            self.words,
            class,
        ))?;
        Ok(())
    }
}

/// Warnings given in a contact, the first first.
pub fn given(view: &Connection, centre: u32, contact: u64, names: &Names) -> Result<Vec<Given>> {
    let mut select = view.prepare_cached(
        "SELECT step, at, by_account, version, language, class FROM protection_notice
         WHERE centre = ?1 AND contact = ?2 AND step > 0 ORDER BY step",
    )?;
    let found = select.query_map((centre, contact), |row| {
        Ok(Given {
            step: row.get(0)?,
            at: row.get(1)?,
            by: names.agent(routing::AgentId(row.get::<_, Option<u32>>(2)?.unwrap_or_default())).name,
            version: row.get(3)?,
            language: word(row, 4)?,
            class: maybe_word(row, 5)?,
        })
    })?;
    Ok(found.collect::<rusqlite::Result<_>>()?)
}

/// What the contact's lines were flagged for, in order.
fn flags(view: &Connection, centre: u32, contact: u64) -> Result<Vec<(ToneClass, Ms)>> {
    let mut select =
        view.prepare_cached("SELECT class, at FROM tone_flag WHERE centre = ?1 AND contact = ?2 ORDER BY message")?;
    let found = select.query_map((centre, contact), |row| Ok((word(row, 0)?, row.get(1)?)))?;
    Ok(found.collect::<rusqlite::Result<_>>()?)
}
