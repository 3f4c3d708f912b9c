//! A customer's contact, as she sees it: what she may do now, the best first, with honest waits.

use routing::policy::Treatment as EngineTreatment;
use routing::{ContactId, Engine, Joiner, ReasonId, State, Time, WaitRange as EngineRange};
use rusqlite::{Connection, OptionalExtension};

use super::types::{
    CustomerAgent, CustomerArticle, CustomerCallback, CustomerContact, CustomerOption, CustomerState, CustomerWait,
};
use super::usual::{self, Usual};
use crate::customers::mask;
use crate::error::Result;
use crate::live::waits;
use crate::planning::places;
use crate::procedures::beside;
use crate::procedures::types::CustomerActs;
use crate::protection::restricted;
use crate::rows;
use crate::setup::catalogue::Catalogue;
use crate::state::App;
use crate::wire::{ArticleCite, Channel, OptionCause, Slot, Treatment, WaitRange, Words};

/// A closed contact is shown this long, for the survey and the last words, in ms.
const SHOWN_AFTER_MS: i64 = 30 * 60_000;
/// Slots are offered this far ahead, in ms.
const SLOTS_AHEAD_MS: i64 = 24 * 3_600_000;
/// Slots offered at once.
const SLOTS: usize = 12;
/// Published articles read of one reason at most.
const ARTICLES: u32 = 100;

/// The newest contact of a customer: the open one, or the one closed a short while ago.
pub async fn open(app: &App, centre: u32, customer: u64) -> Result<Option<CustomerContact>> {
    let since = app.now().0.saturating_sub(SHOWN_AFTER_MS);
    let newest = app.read(move |view| newest(view, centre, customer, since)).await?;
    match newest {
        Some(contact) => of(app, centre, contact).await.map(Some),
        None => Ok(None),
    }
}

fn newest(view: &Connection, centre: u32, customer: u64, since: i64) -> Result<Option<u64>> {
    let mut select = view.prepare_cached(
        "SELECT contact FROM contact WHERE centre = ?1 AND customer = ?2
           AND (state <> 'closed' OR (closed_at > ?3 AND closed_how NOT IN ('merged', 'withdrawn')
                                      AND (answered_at IS NOT NULL OR closed_how = 'by_bot')))
         ORDER BY state = 'closed', arrived_at DESC LIMIT 1",
    )?;
    Ok(select.query_row((centre, customer, since), |row| row.get(0)).optional()?)
}

/// What the engine knows of an open contact.
struct Live {
    state: State,
    nobody: bool,
    reason: Option<ReasonId>,
    /// The reason it is routed by.
    asked_about: ReasonId,
    channel: routing::Channel,
    options: Vec<EngineTreatment>,
    since: Time,
    wait: Option<EngineRange>,
    person: Option<EngineRange>,
    extra: Vec<routing::Need>,
    open: bool,
    for_bot: bool,
    group: Option<u32>,
    slots: Vec<routing::SlotView>,
}

fn live(engine: &Engine, now: Time, contact: ContactId) -> Option<Live> {
    let found = engine.contact(contact)?;
    let policy = engine.policy()?;
    let reason = found.reason.unwrap_or(policy.unknown_reason);
    let entry = policy.reasons.get(&reason)?;
    let slots = entry.group.map(|group| engine.slots(group, now, now.plus_ms(SLOTS_AHEAD_MS))).unwrap_or_default();
    Some(Live {
        state: found.state,
        nobody: found.nobody,
        reason: found.reason,
        asked_about: reason,
        channel: found.channel,
        options: found.options.to_vec(),
        since: found.queued_at,
        wait: engine.estimate_for(contact),
        person: engine.estimate(reason, routing::Channel::Chat, &found.extra),
        extra: found.extra.clone(),
        open: engine.is_open(entry.hours),
        for_bot: found.for_bot.is_some(),
        group: entry.group.map(|group| group.0),
        slots,
    })
}

/// Puts waits in place of the engine's first guess at them.
async fn play(app: &App, centre: u32, contact: ContactId, live: &mut Live) {
    if let Some(place) = live.wait.filter(|_| live.state == State::Waiting) {
        let told = waits::in_line(app, centre, vec![(contact, place)]).await;
        live.wait = told.first().map(|(_, range)| *range);
    }
    // Only who may still choose is shown how long a person would be.
    let chooses = !matches!(live.state, State::Connected { .. } | State::Held { .. } | State::WrapUp);
    if let Some(place) = live.person.filter(|place| chooses && place.high_ms > 0) {
        let joiner = Joiner { reason: live.asked_about, channel: routing::Channel::Chat, extra: live.extra.clone() };
        live.person = Some(waits::joining(app, centre, joiner, place).await);
    }
}

/// What the tables know of it.
struct Kept {
    agent: Option<CustomerAgent>,
    reason: Option<u32>,
    answered: bool,
    closed: bool,
    channel: Channel,
    phone: Option<String>,
    callback: Option<(i64, i64)>,
    article: Option<CustomerArticle>,
    /// She has said how easy it was.
    rated: bool,
    /// She is restricted to this channel.
    only: Option<Channel>,
    solved_permille: Option<u16>,
    usual: Usual,
    acts: Option<CustomerActs>,
}

/// One contact.
pub async fn of(app: &App, centre: u32, contact: u64) -> Result<CustomerContact> {
    let mut live = app.centre(centre)?.ask(move |engine, now| live(engine, now, ContactId(contact))).await?;
    if let Some(live) = &mut live {
        play(app, centre, ContactId(contact), live).await;
        places::limit(app, centre, live.group, &mut live.slots).await?;
    }
    let (catalogue, now) = (app.catalogue(centre).await?, app.now().0);
    let names = catalogue.clone();
    let kept = app.read(move |view| kept(view, centre, contact, &names, now)).await?;
    let over = live.as_ref().is_none_or(|live| live.state == State::WrapUp) || kept.closed;
    let state = match &live {
        None => CustomerState::Closed,
        Some(live) => state(live, kept.agent.as_ref()),
    };
    let talking = matches!(state, CustomerState::WithBot | CustomerState::WithPerson | CustomerState::OnHold);
    let waiting = matches!(state, CustomerState::Waiting | CustomerState::NobodyThere);
    let reason = live.as_ref().and_then(|live| live.reason).map(|reason| reason.0).or(kept.reason);
    let options = match &live {
        Some(live) if !over && !talking => options(app, live, &kept, &catalogue, reason),
        _ => Vec::new(),
    };
    Ok(CustomerContact {
        id: contact,
        state,
        channel: live.as_ref().map_or(kept.channel, |live| live.channel.into()),
        reason: reason.map(|reason| catalogue.reason_name(Some(reason))),
        options,
        article: kept.article.filter(|_| state == CustomerState::SelfService),
        with: kept.agent.filter(|_| talking),
        wait: live
            .as_ref()
            .filter(|_| waiting)
            .map(|live| CustomerWait { since: live.since.0, range: live.wait.map(WaitRange::from) }),
        callback: kept.callback.map(|(start, end)| CustomerCallback {
            start,
            end,
            phone: kept.phone.as_deref().map(mask::phone).unwrap_or_default(),
        }),
        acts: kept.acts.filter(|_| !over),
        survey: over && kept.answered && !kept.rated,
        can_ask_person: !over && !matches!(state, CustomerState::WithPerson | CustomerState::OnHold),
    })
}

fn state(live: &Live, with: Option<&CustomerAgent>) -> CustomerState {
    match live.state {
        State::Entry | State::Choosing => CustomerState::Choosing,
        State::SelfService => CustomerState::SelfService,
        State::Booked => CustomerState::Booked,
        State::Waiting if live.nobody => CustomerState::NobodyThere,
        State::Waiting | State::Offered { .. } => CustomerState::Waiting,
        State::Connected { .. } if live.for_bot || with.is_some_and(|agent| agent.bot) => CustomerState::WithBot,
        State::Connected { .. } => CustomerState::WithPerson,
        State::Held { .. } => CustomerState::OnHold,
        State::WrapUp => CustomerState::Closed,
    }
}

fn options(app: &App, live: &Live, kept: &Kept, catalogue: &Catalogue, reason: Option<u32>) -> Vec<CustomerOption> {
    let document = catalogue.document.as_ref();
    let entry = catalogue.reason(reason.or(document.map(|d| d.unknown_reason.0)).unwrap_or_default());
    let now = app.now();
    let calendar =
        entry.and_then(|entry| document?.hours.iter().find(|hours| hours.id == entry.hours)?.calendar().ok());
    let bookable = |slot: &&routing::SlotView| {
        slot.start > now && slot.taken < slot.places && calendar.as_ref().is_none_or(|hours| hours.is_open(slot.start))
    };
    let slots: Vec<Slot> = live
        .slots
        .iter()
        .filter(bookable)
        .take(SLOTS)
        .map(|slot| Slot { start: slot.start.0, end: slot.end.0, places_left: slot.places - slot.taken })
        .collect();
    let without_reason = [EngineTreatment::Person];
    let shown = if live.options.is_empty() { &without_reason[..] } else { &live.options[..] };
    let option = |treatment: &EngineTreatment| {
        let treatment = Treatment::from(*treatment);
        let person = treatment == Treatment::Person;
        let available = match treatment {
            Treatment::Person => live.open && live.person.is_some(),
            Treatment::Callback => !slots.is_empty(),
            Treatment::Bot | Treatment::SelfService => true,
        };
        let because = match (available, live.open) {
            (true, _) => OptionCause::Table,
            (false, false) => OptionCause::Closed,
            (false, true) => OptionCause::NobodyThere,
        };
        CustomerOption {
            treatment,
            because,
            usual_ms: match treatment {
                Treatment::SelfService => kept.usual.self_service_ms,
                Treatment::Bot => kept.usual.bot_ms,
                Treatment::Callback | Treatment::Person => None,
            },
            wait: live.person.filter(|_| person).map(WaitRange::from),
            channels: if person { vec![kept.only.unwrap_or(Channel::Chat)] } else { Vec::new() },
            slots: if treatment == Treatment::Callback { slots.clone() } else { Vec::new() },
            solved_permille: kept.solved_permille.filter(|_| treatment == Treatment::Bot),
            available: available || person,
        }
    };
    let callable = |treatment: &&EngineTreatment| kept.only.is_none() || **treatment != EngineTreatment::Callback;
    shown.iter().filter(callable).map(option).collect()
}

fn kept(view: &Connection, centre: u32, contact: u64, catalogue: &Catalogue, now: i64) -> Result<Kept> {
    let mut select = view.prepare_cached(
        "SELECT a.alias, a.kind = 'bot', c.reason, c.answered_at IS NOT NULL, c.state = 'closed', c.channel, d.phone,
                cb.starts_at, cb.ends_at,
                -- Who was sent away is not asked how it was.
                s.contact IS NOT NULL OR EXISTS (SELECT 1 FROM protection p WHERE p.centre = c.centre AND p.contact = c.contact),
                b.served, b.solved, c.customer
         FROM contact c
         LEFT JOIN account a ON a.centre = c.centre AND a.account = c.agent
         LEFT JOIN contact_detail d ON d.centre = c.centre AND d.contact = c.contact
         LEFT JOIN callback cb ON cb.centre = c.centre AND cb.contact = c.contact AND cb.state IN ('booked', 'due')
         LEFT JOIN survey s ON s.centre = c.centre AND s.contact = c.contact
         LEFT JOIN bot_result b ON b.centre = c.centre AND b.reason = c.reason
         WHERE c.centre = ?1 AND c.contact = ?2",
    )?;
    let (mut kept, customer) = select.query_row((centre, contact), |row| {
        let alias: Option<String> = row.get(0)?;
        let bot = row.get::<_, Option<bool>>(1)?.unwrap_or(false);
        let (served, solved): (Option<u32>, Option<u32>) = (row.get(10)?, row.get(11)?);
        let enough = |served: u32| served as usize >= usual::ENOUGH;
        let share = |(served, solved): (u32, u32)| enough(served).then(|| (solved * 1_000 / served) as u16);
        let kept = Kept {
            agent: alias.map(|alias| CustomerAgent { alias, bot }),
            reason: row.get(2)?,
            answered: row.get(3)?,
            closed: row.get(4)?,
            channel: rows::word(row, 5)?,
            phone: row.get(6)?,
            callback: row.get::<_, Option<i64>>(7)?.zip(row.get(8)?),
            article: None,
            rated: row.get(9)?,
            solved_permille: served.zip(solved).and_then(share),
            only: None,
            usual: Usual::default(),
            acts: None,
        };
        Ok((kept, row.get::<_, u64>(12)?))
    })?;
    let restricted = restricted::of(view, centre, customer, catalogue, now)?;
    kept.only = restricted.and_then(|restricted| restricted.channel).map(Channel::from);
    kept.acts = beside::of(view, centre, contact, catalogue, now)?;
    if let Some(reason) = kept.reason {
        kept.usual = usual::of(view, centre, reason)?;
        kept.article = article(view, centre, reason)?;
    }
    Ok(kept)
}

/// The first article of a reason that customers may read.
pub fn article(view: &Connection, centre: u32, reason: u32) -> Result<Option<CustomerArticle>> {
    Ok(articles(view, centre, reason)?.into_iter().next())
}

/// The published articles of a reason that are for customers, in the order set for it: neither her page nor the bot reads out what is
/// written for staff.
pub fn articles(view: &Connection, centre: u32, reason: u32) -> Result<Vec<CustomerArticle>> {
    let mut select = view.prepare_cached(
        "SELECT ar.article, ar.title_ko, ar.title_en, ar.revision, ar.about_ko, ar.about_en, ar.steps
         FROM article_reason here JOIN article ar ON ar.centre = here.centre AND ar.article = here.article
         WHERE here.centre = ?1 AND here.reason = ?2 AND ar.state = 'published' AND ar.public = 1
         ORDER BY here.place, ar.article LIMIT ?3",
    )?;
    let found = select.query_map((centre, reason, ARTICLES), |row| {
        Ok(CustomerArticle {
            cite: ArticleCite {
                id: row.get(0)?,
                title: Words { ko: row.get(1)?, en: row.get(2)? },
                revision: row.get(3)?,
            },
            about: Words { ko: row.get(4)?, en: row.get(5)? },
            steps: rows::json(row, 6)?,
        })
    })?;
    Ok(found.collect::<rusqlite::Result<_>>()?)
}
