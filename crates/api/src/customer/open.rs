//! From the first screen to an open contact: who comes, about what.

use auth::customers::{Kind, NewLink, Verified};
use language::text::typed;
use language::tone::{Class, Flag};
use routing::input::{Arrival, Effort};
use routing::policy::Channel;
use routing::{AgentId, CaseId, ContactId, CustomerId, Input, Need, ReasonId};
use rusqlite::{Connection, OptionalExtension, Transaction};
use sha2::{Digest, Sha256};

use super::act;
use super::known::{self, Known};
use super::types::{
    CustomerContact, CustomerLimits, CustomerReason, CustomerReasons, Identified, KnownCustomer, NewContact, Opened,
    SiteView, Start,
};
use super::view;
use crate::bot::trial;
use crate::centre::{Also, submit};
use crate::clean::Clean;
use crate::contacts::thread::{self, Line};
use crate::contacts::types::MessageKind;
use crate::contacts::write;
use crate::error::{Error, FieldCode, Result};
use crate::extract::Visitor;
use crate::fields::Fields;
use crate::limits;
use crate::protection::{self, restricted};
use crate::reasons::{
    self,
    rows::{Source, Stage, Thought},
};
use crate::setup::catalogue::Catalogue;
use crate::setup::document::ReasonEntry;
use crate::state::App;
use crate::tone;
use crate::wire::Language;

/// Reasons shown before anything is typed.
const LIKELY: usize = 5;
/// Reasons found at most.
const FOUND: usize = 10;
/// A contact about the same reason within this time is about the same matter, in ms.
const SAME_MATTER_MS: i64 = 7 * 86_400_000;

/// What the page needs to draw its first screen.
pub async fn start(app: &App, visitor: &Visitor) -> Result<Start> {
    let catalogue = app.catalogue(visitor.centre).await?;
    let (centre, site, language, reads) = (visitor.centre, visitor.site, visitor.language, visitor.reads);
    let holder = visitor.holder;
    let now = app.now();
    let names = std::sync::Arc::clone(&catalogue);
    let (site, customer, reasons, told) = app
        .read(move |view| {
            let site = view.query_row(
                "SELECT s.name, c.zone, s.asks_satisfaction FROM site s JOIN centre c ON c.centre = s.centre
                 WHERE s.centre = ?1 AND s.site = ?2",
                (centre, site),
                |row| {
                    let (name, zone, asks_satisfaction) = (row.get(0)?, row.get(1)?, row.get(2)?);
                    Ok(SiteView { name, language, zone, asks_satisfaction })
                },
            )?;
            let known = holder.filter(|holder| holder.verified.is_some());
            let customer = known.map(|holder| name(view, centre, holder.customer)).transpose()?.flatten();
            let likely = likely(view, centre, holder.map(|holder| holder.customer), &names, now.0)?;
            let told = match holder {
                Some(holder) => restricted::of(view, centre, holder.customer, &names, now.0)?
                    .map(|restricted| restricted.words(view, centre, &names, reads))
                    .transpose()?,
                None => None,
            };
            Ok((site, customer, likely, told))
        })
        .await?;
    let contact = match visitor.holder {
        Some(holder) => view::open(app, visitor.centre, holder.customer).await?,
        None => None,
    };
    let calendars = catalogue.calendars();
    let open = calendars.is_empty() || calendars.iter().any(|calendar| calendar.is_open(now));
    let opens = calendars.iter().map(|calendar| calendar.next_change(now).0).min().filter(|_| !open);
    Ok(Start {
        site,
        customer,
        contact,
        reasons,
        open,
        opens,
        announcement: announcement(told, protection::announcement(&catalogue, reads)),
        limits: CustomerLimits { message_chars: limits::MESSAGE_CHARS as u32, file_bytes: limits::FILE_BYTES as u64 },
    })
}

/// Who is restricted reads that first.
fn announcement(told: Option<String>, all: String) -> String {
    told.map_or_else(|| all.clone(), |told| format!("{told}\n\n{all}"))
}

fn name(view: &Connection, centre: u32, customer: u64) -> Result<Option<KnownCustomer>> {
    let sql = "SELECT name FROM customer WHERE centre = ?1 AND customer = ?2 AND state = 'known'";
    let found: Option<Option<String>> =
        view.prepare_cached(sql)?.query_row((centre, customer), |row| row.get(0)).optional()?;
    Ok(found.flatten().map(|name| KnownCustomer { name }))
}

/// Leaves of the catalogue, and branches that customers can stop at are none: a leaf says what it is about.
fn leaves(catalogue: &Catalogue) -> impl Iterator<Item = &ReasonEntry> {
    let reasons = catalogue.document.iter().flat_map(|document| &document.reasons);
    let is_parent = |entry: &ReasonEntry| {
        catalogue.document.iter().flat_map(|d| &d.reasons).any(|other| other.parent == Some(entry.id))
    };
    reasons.filter(move |entry| !is_parent(entry))
}

fn shown(catalogue: &Catalogue, entry: &ReasonEntry) -> CustomerReason {
    let group = entry.parent.and_then(|parent| catalogue.reason(parent.0)).map(|parent| parent.name.clone());
    CustomerReason { id: entry.id.0, name: entry.name.clone(), about: entry.about.clone(), group }
}

/// Her own recent reasons first, then what most people ask at this hour, then the order of the catalogue.
fn likely(
    view: &Connection,
    centre: u32,
    customer: Option<u64>,
    catalogue: &Catalogue,
    now: i64,
) -> Result<Vec<CustomerReason>> {
    let mut select = view.prepare_cached(
        "SELECT reason, sum(CASE WHEN customer = ?2 THEN 100 ELSE 1 END) AS weight FROM contact
         WHERE centre = ?1 AND reason IS NOT NULL AND arrived_at > ?3 GROUP BY reason ORDER BY weight DESC LIMIT 20",
    )?;
    let since = now.saturating_sub(86_400_000);
    let asked = select.query_map((centre, customer.unwrap_or_default(), since), |row| row.get::<_, u32>(0))?;
    let asked: Vec<u32> = asked.collect::<rusqlite::Result<_>>()?;
    let often = asked.iter().filter_map(|id| leaves(catalogue).find(|entry| entry.id.0 == *id));
    let rest = leaves(catalogue).filter(|entry| !asked.contains(&entry.id.0));
    Ok(often.chain(rest).take(LIKELY).map(|entry| shown(catalogue, entry)).collect())
}

/// Reasons by text; initial consonants find syllables.
pub async fn find(app: &App, visitor: &Visitor, query: &str) -> Result<CustomerReasons> {
    let mut fields = Fields::default();
    fields.optional_text(query, limits::QUERY_CHARS, "q");
    fields.check()?;
    let catalogue = app.catalogue(visitor.centre).await?;
    // A name that begins with it stands before one that has it somewhere, and any name before what is said about one.
    let place = |entry: &ReasonEntry| {
        let texts = [(&entry.name, 0), (&entry.about, 1_000)];
        let places = texts.iter().flat_map(|(words, after)| {
            [&words.ko, &words.en].into_iter().filter_map(move |text| Some(after + typed::place(text, query)?))
        });
        places.min()
    };
    let mut found: Vec<_> = leaves(&catalogue).filter_map(|entry| Some((place(entry)?, entry))).collect();
    found.sort_by_key(|(place, _)| *place);
    Ok(CustomerReasons { reasons: found.into_iter().take(FOUND).map(|(_, entry)| shown(&catalogue, entry)).collect() })
}

/// Reasons by what she says in her own words.
pub async fn guess(app: &App, visitor: &Visitor, words: &Clean) -> Result<CustomerReasons> {
    let mut fields = Fields::default();
    fields.text(words, limits::WORDS_CHARS, "words");
    fields.check()?;
    app.rates().guesses.spend(&visitor.place.into())?;
    let catalogue = app.catalogue(visitor.centre).await?;
    let learned = app.models().of(visitor.centre);
    let likely = learned.map(|learned| learned.likeliest(words, limits::LIKELY_REASONS)).unwrap_or_default();
    let entries = likely.iter().filter_map(|likely| catalogue.reason(likely.reason));
    Ok(CustomerReasons { reasons: entries.map(|entry| shown(&catalogue, entry)).collect() })
}

/// Who the visitor is, by the site's word or by a link.
pub async fn identify(app: &App, visitor: &Visitor, token: String) -> Result<Identified> {
    app.rates().arrivals.spend(&visitor.place.into())?;
    let (centre, site, now) = (visitor.centre, visitor.site, app.now());
    let identified = app
        .write(move |tx| {
            let secret: Vec<u8> =
                tx.query_row("SELECT secret FROM site WHERE centre = ?1 AND site = ?2", (centre, site), |row| {
                    row.get(0)
                })?;
            let (customer, verified, since) = match auth::visitor::verify(&secret, &token, now) {
                Ok(claims) => (known(tx, centre, &claims, now.0)?, Some(Verified::Site), now),
                Err(_) => {
                    let holder = auth::customers::redeem(tx, centre, site, &token, now)?.ok_or(Error::StaleLink)?;
                    (holder.customer, holder.verified, holder.since)
                }
            };
            let link = NewLink { site, customer, kind: Kind::Visitor, contact: None, verified, since, at: now };
            let visitor = auth::customers::issue(tx, centre, &link)?.reveal().to_owned();
            let named = if verified.is_some() { name(tx, centre, customer)? } else { None };
            Ok((Identified { visitor, customer: named }, customer, verified))
        })
        .await?;
    let (answer, customer, verified) = identified;
    if let (Some(holder), Some(verified)) = (visitor.holder, verified)
        && holder.verified.is_none()
        && holder.customer != customer
    {
        known::merge(app, centre, holder.customer, Known { customer, verified }).await?;
    }
    Ok(answer)
}

/// The customer a site vouches for; made when she comes for the first time.
fn known(tx: &Transaction<'_>, centre: u32, claims: &auth::visitor::Claims, now: i64) -> Result<u64> {
    let sql = "SELECT customer FROM customer WHERE centre = ?1 AND key = ?2 AND state = 'known'";
    if let Some(customer) = tx.query_row(sql, (centre, &claims.sub), |row| row.get(0)).optional()? {
        return Ok(customer);
    }
    let customer = store::new_id(tx, centre)?;
    tx.execute(
        "INSERT INTO customer (centre, customer, state, key, name, phone, email, created_at, updated_at)
         VALUES (?1, ?2, 'known', ?3, ?4, ?5, ?6, ?7, ?7)",
        (centre, customer, &claims.sub, &claims.name, &claims.phone, &claims.email, now),
    )?;
    Ok(customer)
}

/// Opens a contact, or goes on with the open one.
pub async fn contact(app: &App, visitor: &Visitor, body: NewContact) -> Result<Opened> {
    // Initial consonants were typed to find a reason, and say nothing themselves.
    let words = body.words.filter(|words| !typed::is_initials(words)).unwrap_or_default();
    let catalogue = app.catalogue(visitor.centre).await?;
    let mut fields = Fields::default();
    fields.optional_text(&words, limits::WORDS_CHARS, "words");
    fields.need(body.reason.is_none_or(|id| catalogue.reason(id).is_some()), "reason", FieldCode::NotThere);
    fields.check()?;
    let (centre, site, now) = (visitor.centre, visitor.site, app.now());
    let mut fresh = None;
    let customer = match visitor.holder {
        Some(holder) => holder.customer,
        None => {
            app.rates().arrivals.spend(&visitor.place.into())?;
            let language = visitor.reads;
            let (customer, token) = app.write(move |tx| stranger(tx, centre, site, language, now)).await?;
            fresh = Some(token);
            customer
        }
    };
    if let Some(open) = view::open(app, centre, customer).await?
        && open.state != super::types::CustomerState::Closed
    {
        let open = match body.reason {
            Some(reason) => act::reason(app, visitor, reason).await?,
            None => open,
        };
        says_more(app, (centre, customer), &open, words).await?;
        let contact = view::open(app, centre, customer).await?.ok_or(Error::Internal)?;
        return Ok(Opened { visitor: fresh, contact });
    }
    app.rates().lines.spend(&(centre, customer))?;
    let flag = arrive(app, visitor, customer, body.reason, words.clone(), &catalogue).await?;
    let contact = view::open(app, centre, customer).await?.ok_or(Error::Internal)?;
    if !words.trim().is_empty() {
        reasons::hear(app, centre, contact.id, Stage::Entry, &words).await?;
        let line = act::line(app, centre, contact.id, MessageKind::Text, words, None).await?;
        tone::came_with(app, centre, &line, flag).await?;
        if flag.is_none_or(|flag| flag.class != Class::Distress) {
            tried(app, centre, line).await?;
        }
    }
    Ok(Opened { visitor: fresh, contact })
}

/// What a bot that tries her reason would have said to the words she came with is kept.
async fn tried(app: &App, centre: u32, line: Line) -> Result<()> {
    let key = key(&line.body);
    let first = app.read(move |view| thread::by_client_key(view, centre, line.contact, &key)).await?;
    if let Some(first) = first {
        trial::heard(app, centre, first.contact, first.id, &line.body).await;
    }
    Ok(())
}

/// Her own words about a matter that is open already: a line like any other of hers. The same again is the same line.
async fn says_more(app: &App, of: (u32, u64), open: &CustomerContact, words: Clean) -> Result<()> {
    if words.trim().is_empty() {
        return Ok(());
    }
    let ((centre, _), contact, key) = (of, open.id, key(&words));
    // All that a bot does stands in it: it is large.
    let line = Box::pin(act::said(app, of, open, words, key)).await?;
    app.write(move |tx| {
        let sql = "UPDATE contact_detail SET words = ?3 WHERE centre = ?1 AND contact = ?2 AND words = ''";
        Ok(tx.execute(sql, (centre, contact, &line.body)).map(drop)?)
    })
    .await
}

/// The key of the words she comes with: who opens again after a lost answer sends the same, and no key of her own.
fn key(words: &str) -> uuid::Uuid {
    let digest = Sha256::digest(words.as_bytes());
    uuid::Uuid::from_u128(digest.iter().take(16).fold(0, |key, byte| key << 8 | u128::from(*byte)))
}

fn stranger(
    tx: &Transaction<'_>,
    centre: u32,
    site: u64,
    language: Language,
    now: routing::Time,
) -> Result<(u64, String)> {
    let customer = store::new_id(tx, centre)?;
    tx.execute(
        "INSERT INTO customer (centre, customer, state, language, created_at, updated_at)
         VALUES (?1, ?2, 'visitor', ?3, ?4, ?4)",
        (centre, customer, crate::rows::as_word(&language)?, now.0),
    )?;
    let link = NewLink { site, customer, kind: Kind::Visitor, contact: None, verified: None, since: now, at: now };
    Ok((customer, auth::customers::issue(tx, centre, &link)?.reveal().to_owned()))
}

/// What is known of the matter before.
#[derive(Default)]
pub(super) struct Before {
    pub case: Option<u64>,
    agent: Option<u32>,
    effort: Effort,
}

/// Opens it in the engine, with what belongs to it; what the words she came with were flagged for.
async fn arrive(
    app: &App,
    visitor: &Visitor,
    customer: u64,
    reason: Option<u32>,
    words: Clean,
    catalogue: &std::sync::Arc<Catalogue>,
) -> Result<Option<Flag>> {
    let (centre, site, now) = (visitor.centre, visitor.site, app.now());
    let names = std::sync::Arc::clone(catalogue);
    let (before, restricted) = app
        .read(move |view| {
            let before = before(view, centre, customer, reason, now.0)?;
            Ok((before, restricted::of(view, centre, customer, &names, now.0)?))
        })
        .await?;
    let contact = app.new_id(centre).await?;
    let (case, new_case) = match before.case {
        Some(case) => (case, false),
        None => (app.new_id(centre).await?, true),
    };
    let verified = visitor.holder.and_then(|holder| holder.verified);
    let (language, reads) = (visitor.language, visitor.reads);
    let title = catalogue.reason_name(reason).name.said(Language::Ko).to_owned();
    let channel = restricted.as_ref().and_then(|restricted| restricted.channel).unwrap_or(Channel::Chat);
    let mut extra = speaks(catalogue, language);
    extra.extend(restricted.as_ref().and_then(|restricted| restricted.need));
    let names = std::sync::Arc::clone(catalogue);
    let flag = tone::limits::read(app, centre, &words);
    let also: Also = Box::new(move |tx| {
        if new_case {
            tx.execute(
                "INSERT INTO case_record (centre, case_id, customer, title, opened_at) VALUES (?1, ?2, ?3, ?4, ?5)",
                (centre, case, customer, &title, now.0),
            )?;
        }
        tx.execute(
            "INSERT INTO contact_detail (centre, contact, site, language, words, verified, client)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, coalesce((SELECT client FROM site WHERE centre = ?1 AND site = ?3), 0))
             ON CONFLICT DO UPDATE SET site = ?3, language = ?4, words = ?5, verified = ?6",
            (centre, contact, site, crate::rows::as_word(&reads)?, &words, verified.map(Verified::name)),
        )?;
        if let Some(reason) = reason {
            let chosen = Thought { stage: Stage::Entry, source: Source::Customer, reason, confidence: None };
            reasons::rows::known(tx, centre, contact, &chosen, now.0)?;
        }
        if let Some(restricted) = &restricted {
            let told = restricted::Told { contact, case, at: now.0, language: reads };
            restricted.tell(tx, centre, &names, &told)?;
        }
        if !words.trim().is_empty() {
            let line = Line { client_key: Some(key(&words)), ..act::first_line(contact, case, now.0, words.clone()) };
            let message = thread::write(tx, centre, &line)?.id;
            write::created(tx, centre, message, &line)?;
            if let Some(flag) = flag {
                tone::keep(tx, centre, contact, message, &flag.into(), now.0)?;
            }
        }
        protection::announced(tx, centre, contact, &names, reads, now.0)
    });
    let arrival = Arrival {
        contact: ContactId(contact),
        customer: CustomerId(customer),
        case: CaseId(case),
        channel,
        known: verified.is_some(),
        reason: reason.map(ReasonId),
        extra,
        preferred: before.agent.map(AgentId),
        never: Vec::new(),
        effort: before.effort,
        since: None,
    };
    submit(&app.centre(centre)?, Input::Arrive { arrival }, None, Some(also)).await?;
    Ok(flag)
}

/// Someone who speaks the customer's language, where the centre keeps such a skill.
fn speaks(catalogue: &Catalogue, language: Language) -> Vec<Need> {
    let tag = match language {
        Language::Ko => "ko",
        Language::En => "en",
    };
    let skills = catalogue.document.iter().flat_map(|document| &document.skills);
    let skill = skills.filter(|skill| skill.language.as_deref() == Some(tag)).map(|skill| skill.id).next();
    skill.map(|skill| Need { skill, level: 1 }).into_iter().collect()
}

pub(super) fn before(view: &Connection, centre: u32, customer: u64, reason: Option<u32>, now: i64) -> Result<Before> {
    let mut select = view.prepare_cached(
        "SELECT c.case_id, l.agent, e.transfers, e.contacts, e.broken_promises, e.waited_ms
         FROM contact c
         LEFT JOIN effort e ON e.centre = c.centre AND e.case_id = c.case_id
         LEFT JOIN leg l ON l.centre = c.centre AND l.contact = c.contact AND l.bot = 0 AND l.role = 'serve'
         WHERE c.centre = ?1 AND c.customer = ?2 AND c.reason IS ?3 AND c.arrived_at > ?4
         ORDER BY c.arrived_at DESC, l.started_at DESC LIMIT 1",
    )?;
    let found = select.query_row((centre, customer, reason, now.saturating_sub(SAME_MATTER_MS)), |row| {
        Ok(Before {
            case: Some(row.get(0)?),
            agent: row.get(1)?,
            effort: Effort {
                transfers: row.get::<_, Option<u16>>(2)?.unwrap_or_default(),
                repeats: row.get::<_, Option<u16>>(3)?.unwrap_or_default(),
                broken_promises: row.get::<_, Option<u16>>(4)?.unwrap_or_default(),
                waited_ms: row.get::<_, Option<u32>>(5)?.unwrap_or_default(),
            },
        })
    });
    Ok(found.optional()?.unwrap_or_default())
}
