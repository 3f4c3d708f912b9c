//! What a customer does with her contact. Everything goes through the engine; she reaches her own contact only.

use auth::customers::{Kind, NewLink};
use routing::input::ReasonSource;
use routing::policy::Channel as EngineChannel;
use routing::{ContactId, Input, ReasonId, Time};

use super::types::{
    ChangeChannel, Choose, CustomerContact, CustomerMessage, CustomerState, CustomerThread, DeviceLink,
    NewCustomerMessage, OwnPage, PastConversation, Slots, SurveyAnswer,
};
use super::{open, view};
use crate::centre::{Also, submit};
use crate::clean::Clean;
use crate::contacts::again;
use crate::contacts::rows;
use crate::contacts::thread::{self, Line, Reader, Stored};
use crate::contacts::types::{AuthorKind, MessageKind};
use crate::contacts::write;
use crate::customers::records;
use crate::error::{Error, FieldCode, Result};
use crate::extract::Visitor;
use crate::fields::{self, Fields};
use crate::files;
use crate::files::upload::{self, Form};
use crate::limits;
use crate::live::told;
use crate::models::types::ModelMark;
use crate::planning::places;
use crate::protection::restricted;
use crate::reasons::{
    self,
    rows::{Source, Stage, Thought},
};
use crate::state::App;
use crate::tone;
use crate::wire::{Channel, DONE, Done, Ms, Treatment};

/// Lines of a conversation given at once.
const LINES: u32 = 200;
/// Past conversations on the customer's own page.
const PAST: u32 = 10;
/// How easy it was can be said this long after the end, in ms.
const SURVEY_MS: i64 = 7 * 86_400_000;
/// How long a link to another device holds, in ms.
const LINK_MS: i64 = auth::customers::DEVICE_MS;

/// The customer and her open contact.
pub async fn own(app: &App, visitor: &Visitor) -> Result<(u64, CustomerContact)> {
    let customer = visitor.holder.ok_or(Error::NotFound)?.customer;
    let contact = view::open(app, visitor.centre, customer).await?.ok_or(Error::NotFound)?;
    Ok((customer, contact))
}

async fn tell(app: &App, visitor: &Visitor, input: Input, also: Option<Also>) -> Result<CustomerContact> {
    let customer = visitor.holder.ok_or(Error::NotFound)?.customer;
    submit(&app.centre(visitor.centre)?, input, None, also).await?;
    view::open(app, visitor.centre, customer).await?.ok_or(Error::NotFound)
}

/// Says what it is about.
pub async fn reason(app: &App, visitor: &Visitor, reason: u32) -> Result<CustomerContact> {
    let (_, contact) = own(app, visitor).await?;
    let input =
        Input::Reason { contact: ContactId(contact.id), reason: ReasonId(reason), source: ReasonSource::Customer };
    let (centre, at) = (visitor.centre, app.now().0);
    let also: Also = Box::new(move |tx| {
        let chosen = Thought { stage: Stage::Entry, source: Source::Customer, reason, confidence: None };
        reasons::rows::known(tx, centre, contact.id, &chosen, at)
    });
    tell(app, visitor, input, Some(also)).await
}

/// Chooses one of the ways.
pub async fn choose(app: &App, visitor: &Visitor, body: Choose) -> Result<CustomerContact> {
    let (customer, contact) = own(app, visitor).await?;
    let id = contact.id;
    let only = only_channel(app, visitor.centre, customer).await?;
    let mut also = None;
    if body.treatment == Treatment::Callback {
        let slot = body.slot.is_some();
        let mut fields = Fields::default();
        fields.need(only.is_none(), "treatment", FieldCode::Invalid);
        fields.need(slot, "slot", FieldCode::Required);
        let phone = number(app, visitor, customer, body.phone.as_deref()).await?;
        fields.need(phone.is_some(), "phone", FieldCode::Required);
        fields.check()?;
        kept_by_plan(app, visitor.centre, contact.id, body.slot).await?;
        also = Some(keep_phone(visitor.centre, id, phone.unwrap_or_default()));
    }
    let input = Input::Choose {
        contact: ContactId(id),
        treatment: body.treatment.into(),
        channel: only.or(body.channel.map(EngineChannel::from)),
        slot: body.slot.map(Time),
    };
    tell(app, visitor, input, also).await
}

/// The only channel a restricted customer is served by.
async fn only_channel(app: &App, centre: u32, customer: u64) -> Result<Option<EngineChannel>> {
    let (catalogue, now) = (app.catalogue(centre).await?, app.now().0);
    let found = app.read(move |view| restricted::of(view, centre, customer, &catalogue, now)).await?;
    Ok(found.and_then(|restricted| restricted.channel))
}

/// The engine knows the policy's places; here those that the plan can keep are known too.
async fn kept_by_plan(app: &App, centre: u32, contact: u64, slot: Option<i64>) -> Result<()> {
    // A slot that is past or nowhere is the engine's to refuse.
    let now = app.now();
    let ahead = |start: &Time| *start > now && *start < now.plus_ms(places::AHEAD_MS);
    let Some(start) = slot.map(Time).filter(ahead) else { return Ok(()) };
    let (group, mut at) = app
        .centre(centre)?
        .ask(move |engine, _| {
            let reason = engine.contact(ContactId(contact)).and_then(|found| found.reason);
            let policy = engine.policy();
            let entry = policy.and_then(|policy| policy.reasons.get(&reason.unwrap_or(policy.unknown_reason)));
            let group = entry.and_then(|entry| entry.group);
            (group, group.map(|group| engine.slots(group, start, start.plus_ms(1))).unwrap_or_default())
        })
        .await?;
    places::limit(app, centre, group.map(|group| group.0), &mut at).await?;
    match at.iter().find(|slot| slot.start == start) {
        Some(slot) if slot.taken >= slot.places => Err(Error::SlotFull),
        _ => Ok(()),
    }
}

/// The number to call: the one given, else the one we know of a verified customer.
async fn number(app: &App, visitor: &Visitor, customer: u64, given: Option<&str>) -> Result<Option<String>> {
    if let Some(given) = given {
        return fields::phone(given).map(Some).ok_or_else(|| Error::field("phone", FieldCode::Invalid));
    }
    if visitor.holder.and_then(|holder| holder.verified).is_none() {
        return Ok(None);
    }
    let centre = visitor.centre;
    app.read(move |view| {
        let sql = "SELECT phone FROM customer WHERE centre = ?1 AND customer = ?2";
        Ok(view.prepare_cached(sql)?.query_row((centre, customer), |row| row.get(0))?)
    })
    .await
}

fn keep_phone(centre: u32, contact: u64, phone: String) -> Also {
    Box::new(move |tx| {
        tx.execute(
            "UPDATE contact_detail SET phone = ?3 WHERE centre = ?1 AND contact = ?2",
            (centre, contact, &phone),
        )?;
        Ok(())
    })
}

/// Asks for a person: from anywhere, always granted.
pub async fn person(app: &App, visitor: &Visitor, channel: Option<Channel>) -> Result<CustomerContact> {
    let (customer, contact) = own(app, visitor).await?;
    let only = only_channel(app, visitor.centre, customer).await?;
    let channel = only.or(channel.map(EngineChannel::from));
    let input = Input::AskPerson { contact: ContactId(contact.id), channel };
    tell(app, visitor, input, None).await
}

/// Moves to another channel with place and words.
pub async fn channel(app: &App, visitor: &Visitor, body: ChangeChannel) -> Result<CustomerContact> {
    if body.channel == Channel::Callback {
        let choice = Choose { treatment: Treatment::Callback, channel: None, slot: body.slot, phone: body.phone };
        return choose(app, visitor, choice).await;
    }
    person(app, visitor, Some(body.channel)).await
}

/// Whether that solved it. When it did not, a person is next.
pub async fn solved(app: &App, visitor: &Visitor, solved: bool) -> Result<CustomerContact> {
    let (customer, contact) = own(app, visitor).await?;
    let id = ContactId(contact.id);
    if contact.state == CustomerState::WithBot {
        crate::bot::answered(app, visitor.centre, contact.id, solved).await?;
        return view::open(app, visitor.centre, customer).await?.ok_or(Error::NotFound);
    }
    let input = if solved { Input::Solved { contact: id } } else { Input::AskPerson { contact: id, channel: None } };
    tell(app, visitor, input, None).await
}

/// Leaves, or cancels a callback.
pub async fn leave(app: &App, visitor: &Visitor) -> Result<CustomerContact> {
    let (_, contact) = own(app, visitor).await?;
    submit(&app.centre(visitor.centre)?, Input::Leave { contact: ContactId(contact.id) }, None, None).await?;
    view::of(app, visitor.centre, contact.id).await
}

/// Writes a line; the same key again is the same line.
pub async fn say(app: &App, visitor: &Visitor, body: NewCustomerMessage) -> Result<CustomerMessage> {
    let mut fields = Fields::default();
    fields.text(&body.body, limits::MESSAGE_CHARS, "body");
    fields.check()?;
    let (customer, contact) = own(app, visitor).await?;
    said(app, (visitor.centre, customer), &contact, body.body, body.client_key).await
}

/// A line in her contact as it stood, with words that may be written: whoever has it hears them.
pub async fn said(
    app: &App,
    (centre, customer): (u32, u64),
    contact: &CustomerContact,
    words: Clean,
    key: uuid::Uuid,
) -> Result<CustomerMessage> {
    app.rates().lines.spend(&(centre, customer))?;
    if contact.state == CustomerState::Closed {
        return Err(Error::WrongState);
    }
    let line = line(app, centre, contact.id, MessageKind::Text, words, Some(key)).await?;
    let with_bot = contact.state == CustomerState::WithBot;
    let with_person = matches!(contact.state, CustomerState::WithPerson | CustomerState::OnHold);
    let Put { message, new } = put_with(app, centre, line.clone(), Beside::default()).await?;
    let message = message.ok_or(Error::Internal)?;
    let person_asked = tone::heard(app, centre, &line, message.id).await?;
    let stage = if with_bot { Stage::Bot } else { Stage::Entry };
    reasons::hear(app, centre, contact.id, stage, &line.body).await?;
    if with_bot && !person_asked && (new || !was_answered(app, centre, contact.id, message.id).await?) {
        crate::bot::heard(app, centre, contact.id, &line.body).await?;
    }
    if with_person && new {
        again::heard(app, centre, &line, message.id).await;
    }
    if !with_bot && !person_asked && new {
        crate::bot::trial::heard(app, centre, contact.id, message.id, &line.body).await;
    }
    Ok(message)
}

/// Whether the bot has spoken since. A line that is sent again is heard again only where a fault came between.
async fn was_answered(app: &App, centre: u32, contact: u64, line: u64) -> Result<bool> {
    app.read(move |view| {
        let sql = "SELECT EXISTS (SELECT 1 FROM message WHERE centre = ?1 AND contact = ?2 AND message > ?3 AND author = 'bot')";
        Ok(view.prepare_cached(sql)?.query_row((centre, contact, line), |row| row.get(0))?)
    })
    .await
}

/// A customer's line, not written yet.
pub async fn line(
    app: &App,
    centre: u32,
    contact: u64,
    kind: MessageKind,
    body: Clean,
    client_key: Option<uuid::Uuid>,
) -> Result<Line> {
    let case =
        app.read(move |view| Ok(rows::customer_and_case(view, centre, contact)?.ok_or(Error::NotFound)?.1)).await?;
    Ok(Line { kind, client_key, ..first_line(contact, case, app.now().0, body) })
}

/// The words a customer comes with, as a line of hers.
pub fn first_line(contact: u64, case: u64, at: Ms, body: Clean) -> Line {
    Line {
        contact,
        case,
        at,
        author: AuthorKind::Customer,
        account: None,
        kind: MessageKind::Text,
        body,
        for_account: None,
        file: None,
        article: None,
        client_key: None,
    }
}

/// Sends a file; the same key again is the same line.
pub async fn send_file(app: &App, visitor: &Visitor, form: Form) -> Result<CustomerMessage> {
    let (customer, contact) = own(app, visitor).await?;
    app.rates().lines.spend(&(visitor.centre, customer))?;
    if contact.state == CustomerState::Closed {
        return Err(Error::WrongState);
    }
    let upload = form.read().await?;
    let key = Some(upload.client_key);
    let line = line(app, visitor.centre, contact.id, MessageKind::File, upload.label.clone(), key).await?;
    let stored = upload.store(app).await?;
    let said = put_with(app, visitor.centre, line, Beside { file: Some(stored.clone()), model: None }).await;
    let said = said.map(|put| put.message);
    stored.keep_if(app, said.as_ref().ok().and_then(|said| said.as_ref()?.file.as_ref())).await?;
    said?.ok_or(Error::Internal)
}

/// Writes a line that is not an agent's, and tells everyone concerned.
pub async fn put(app: &App, centre: u32, line: Line) -> Result<()> {
    put_with(app, centre, line, Beside::default()).await.map(drop)
}

/// A line as it was written.
pub struct Put {
    /// None: the customer does not see it.
    pub message: Option<CustomerMessage>,
    /// Not written before under the same key.
    pub new: bool,
}

/// What is written with a line.
#[derive(Default)]
pub struct Beside {
    pub file: Option<upload::Stored>,
    /// A model was asked for the words.
    pub model: Option<ModelMark>,
}

/// The same, with more than words.
pub async fn put_with(app: &App, centre: u32, mut line: Line, beside: Beside) -> Result<Put> {
    let catalogue = app.catalogue(centre).await?;
    let (message, row, new, changed) = app
        .write(move |tx| {
            if let (Some(file), Some(key)) = (&beside.file, &line.client_key)
                && thread::by_client_key(tx, centre, line.contact, key)?.is_none()
            {
                line.file = Some(files::rows::insert(tx, centre, &line, file)?);
            }
            let Stored { id, new, changed } = thread::write(tx, centre, &line)?;
            if new {
                write::created(tx, centre, id, &line)?;
                if let Some(mark) = &beside.model {
                    thread::mark(tx, centre, id, mark)?;
                }
            }
            let message = thread::one(tx, centre, id)?.ok_or(Error::Internal)?;
            let row = rows::one(tx, centre, &catalogue, line.contact)?.ok_or(Error::NotFound)?;
            Ok((message, row, new, write::lines(tx, centre, &changed)?))
        })
        .await?;
    let said = CustomerMessage::of(&message);
    if new {
        told::line(app, centre, &row, message);
    }
    for line in changed {
        told::line(app, centre, &row, line);
    }
    Ok(Put { message: said, new })
}

/// The conversation so far, after a line.
pub async fn thread(app: &App, visitor: &Visitor, after: Option<u64>) -> Result<CustomerThread> {
    let (_, contact) = own(app, visitor).await?;
    let messages = lines(app, visitor.centre, contact.id, after).await?;
    Ok(CustomerThread { messages })
}

/// What a customer sees of her conversation after a line.
pub async fn lines(app: &App, centre: u32, contact: u64, after: Option<u64>) -> Result<Vec<CustomerMessage>> {
    let catalogue = app.catalogue(centre).await?;
    app.read(move |view| {
        let (_, case) = rows::customer_and_case(view, centre, contact)?.ok_or(Error::NotFound)?;
        let nobody = Reader { account: 0, sees_whispers: false };
        let thread = thread::of_case(view, centre, case, nobody, None, LINES, &catalogue)?;
        let after = after.unwrap_or_default();
        Ok(thread.messages.iter().filter(|line| line.id > after).filter_map(CustomerMessage::of).collect())
    })
    .await
}

/// A link to go on with on another device; used once, soon.
pub async fn link(app: &App, visitor: &Visitor) -> Result<DeviceLink> {
    let (customer, contact) = own(app, visitor).await?;
    let (centre, site, at) = (visitor.centre, visitor.site, app.now());
    let verified = visitor.holder.and_then(|holder| holder.verified);
    let since = visitor.holder.map_or(at, |holder| holder.since);
    let (token, slug) = app
        .write(move |tx| {
            let new = NewLink { site, customer, kind: Kind::Device, contact: Some(contact.id), verified, since, at };
            let sql = "SELECT slug FROM site WHERE centre = ?1 AND site = ?2";
            let slug: String = tx.query_row(sql, (centre, site), |row| row.get(0))?;
            Ok((auth::customers::issue(tx, centre, &new)?, slug))
        })
        .await?;
    let origin = app.config().public_url.origin();
    let url = format!("{origin}/c/{slug}#token={}", token.reveal());
    Ok(DeviceLink { url, expires: at.plus_ms(LINK_MS).0 })
}

/// Slots of a reason.
pub async fn slots(app: &App, visitor: &Visitor, reason: u32) -> Result<Slots> {
    let centre = visitor.centre;
    let catalogue = app.catalogue(centre).await?;
    let group = catalogue.reason(reason).ok_or(Error::NotFound)?.group;
    let now = app.now();
    let mut found = app
        .centre(centre)?
        .ask(move |engine, _| group.map(|group| engine.slots(group, now, now.plus_ms(86_400_000))).unwrap_or_default())
        .await?;
    places::limit(app, centre, group.map(|group| group.0), &mut found).await?;
    let free = found.iter().filter(|slot| slot.start > now && slot.taken < slot.places);
    let slots = free
        .map(|slot| crate::wire::Slot { start: slot.start.0, end: slot.end.0, places_left: slot.places - slot.taken })
        .collect();
    let zone = open::start(app, visitor).await?.site.zone;
    Ok(Slots { zone, slots })
}

/// The customer's own page; only for somebody we know.
pub async fn page(app: &App, visitor: &Visitor) -> Result<OwnPage> {
    let holder = visitor.holder.filter(|holder| holder.verified.is_some()).ok_or(Error::NotFound)?;
    let start = open::start(app, visitor).await?;
    let customer = start.customer.ok_or(Error::NotFound)?;
    let (centre, id) = (visitor.centre, holder.customer);
    let catalogue = app.catalogue(centre).await?;
    let (orders, cases, past) = app
        .read(move |view| {
            Ok((
                records::orders(view, centre, id)?,
                records::cases(view, centre, id, &catalogue)?,
                records::past(view, centre, id, 0, PAST, &catalogue)?,
            ))
        })
        .await?;
    let mut conversations = Vec::new();
    for contact in past {
        let messages = lines(app, centre, contact.id, None).await?;
        conversations.push(PastConversation {
            id: contact.id,
            at: contact.arrived,
            channel: contact.channel,
            reason: contact.reason,
            with: contact.agent.map(|agent| super::types::CustomerAgent { alias: agent.alias, bot: agent.bot }),
            outcome: contact.outcome,
            messages: messages.into_iter().collect(),
        });
    }
    Ok(OwnPage { customer, orders, cases, past: conversations })
}

/// How easy it was, said by her whose contact it was; the first answer stands.
pub async fn survey(app: &App, visitor: &Visitor, body: SurveyAnswer) -> Result<Done> {
    let words = body.words.unwrap_or_default();
    let mut fields = Fields::default();
    fields.need((1..=7).contains(&body.ease), "ease", FieldCode::OutOfRange);
    let satisfied = body.satisfaction.is_none_or(|answer| (1..=5).contains(&answer));
    fields.need(satisfied, "satisfaction", FieldCode::OutOfRange);
    fields.optional_text(&words, limits::NOTE_CHARS, "words");
    fields.check()?;
    let customer = visitor.holder.ok_or(Error::NotFound)?.customer;
    let (centre, contact, at) = (visitor.centre, body.contact, app.now().0);
    app.write(move |tx| {
        let kept = tx.execute(
            "INSERT INTO survey (centre, contact, answered_at, ease, words, satisfaction)
             SELECT centre, contact, ?4, ?5, ?6, ?7 FROM contact
             WHERE centre = ?1 AND contact = ?2 AND customer = ?3 AND state IN ('wrap_up', 'closed')
               AND answered_at IS NOT NULL AND coalesce(ended_at, closed_at) > ?8
               AND NOT EXISTS (SELECT 1 FROM protection p WHERE p.centre = ?1 AND p.contact = ?2)
             ON CONFLICT DO NOTHING",
            (centre, contact, customer, at, body.ease, &words, body.satisfaction, at.saturating_sub(SURVEY_MS)),
        )?;
        if kept == 0 {
            return Err(Error::NotFound);
        }
        tx.execute(
            "INSERT INTO fact (centre, contact, kind, at, value, agent)
             SELECT ?1, ?2, 'survey', ?3, ?4, agent FROM contact WHERE centre = ?1 AND contact = ?2
             ON CONFLICT DO NOTHING",
            (centre, contact, at, body.ease),
        )?;
        Ok(())
    })
    .await?;
    Ok(DONE)
}

/// Ends what this customer's browsers know her by, here and on her other devices.
pub async fn sign_out(app: &App, visitor: &Visitor) -> Result<Done> {
    if let Some(holder) = visitor.holder {
        let centre = visitor.centre;
        app.write(move |tx| Ok(auth::customers::end_all(tx, centre, holder.customer)?)).await?;
        app.customers().cut_customer(centre, holder.customer);
    }
    Ok(DONE)
}
