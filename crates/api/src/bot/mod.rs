//! The bot: it says that it is one, walks a customer through an article step by step, answers what she asks from the
//! articles of its reasons, does what procedures of the reason allow, and hands over with everything said. What it does next is decided in [`mind`]; nothing here
//! decides about routing: it is an agent like any other, and mute whenever somebody else has the contact.

pub mod acting;
mod heard;
pub mod mind;
pub mod record;
pub mod script;
mod stopped;
mod told;
pub mod trial;
pub mod undo;
mod words;

use std::sync::Arc;

use node::centre::Centre as NodeCentre;
use routing::event::LegEnd;
use routing::{AgentId, ContactId, Event, Input, ReasonId, State};
use rusqlite::OptionalExtension;

use mind::{Answer, Move, Shelf, Stand, Why};
use told::Told;

use crate::centre::{Centre, submit};
use crate::clean::Clean;
use crate::contacts::rows;
use crate::contacts::thread::Line;
use crate::contacts::types::{AuthorKind, MessageKind};
use crate::customer::act::Beside;
use crate::customer::types::CustomerArticle;
use crate::customer::{act, view};
use crate::error::{Error, Result};
use crate::knowledge::gaps::{self, Asker};
use crate::procedures::declared::Runner;
use crate::procedures::rows as procedures;
use crate::rows::parse_word;
use crate::setup;
use crate::setup::catalogue::Catalogue;
use crate::state::App;
use crate::wire::{Language, Words};

/// Follows a centre until it stops: greets whoever is connected to a bot, and first goes on with what a stop of the server left.
pub fn start(app: App, centre: u32, running: Centre) {
    tokio::spawn(async move {
        if let Err(fault) = stopped::go_on(&app, centre).await {
            tracing::warn!(%fault, centre, "what the bot had begun before is not gone on with until its customer writes");
        }
        let mut committed = NodeCentre::committed(&running);
        let mut due = already_with_a_bot(&running).await;
        loop {
            for (contact, bot) in due.drain(..) {
                if let Err(fault) = greet(&app, centre, contact, bot).await {
                    tracing::warn!(%fault, centre, "the bot could not begin; it hands over");
                    if let Err(fault) = hand_over(&app, centre, contact).await {
                        // The engine's deadline hands over in any case.
                        tracing::error!(%fault, centre, contact = contact.0, "a hand-over waits for the bot's deadline");
                    }
                }
            }
            match committed.recv().await {
                Ok(row) => {
                    due.extend(row.body.events.iter().filter_map(connected));
                    for (contact, how) in row.body.events.iter().filter_map(parted) {
                        if let Err(fault) = left(&app, centre, contact, how).await {
                            tracing::warn!(%fault, centre, "how a bot's conversation ended was not counted");
                        }
                    }
                }
                Err(tokio::sync::broadcast::error::RecvError::Lagged(_)) => due = already_with_a_bot(&running).await,
                Err(tokio::sync::broadcast::error::RecvError::Closed) => return,
            }
        }
    });
}

fn connected(event: &Event) -> Option<(ContactId, AgentId)> {
    match event {
        Event::Connected { contact, agent, .. } => Some((*contact, *agent)),
        _ => None,
    }
}

/// Conversations that end by the button, the deadline or the customer leaving end here: nobody told the bot before.
fn parted(event: &Event) -> Option<(ContactId, &'static str)> {
    match event {
        Event::LegEnded { contact, cause: LegEnd::HandedOver, .. } => Some((*contact, "handed_over")),
        Event::LegEnded { contact, .. } | Event::Ended { contact, .. } => Some((*contact, "left")),
        _ => None,
    }
}

async fn left(app: &App, centre: u32, contact: ContactId, how: &'static str) -> Result<()> {
    match run(app, centre, contact.0).await? {
        Some(run) => settle(app, centre, &run, how, None).await,
        None => Ok(()),
    }
}

async fn already_with_a_bot(running: &Centre) -> Vec<(ContactId, AgentId)> {
    let with = running.ask(|engine, _| {
        let with = |contact: &routing::Contact| match contact.state {
            State::Connected { agent } => Some((contact.id, agent)),
            _ => None,
        };
        engine.contacts().filter_map(with).collect()
    });
    with.await.unwrap_or_default()
}

/// Where a conversation stands.
#[derive(Clone)]
struct Run {
    run: u64,
    contact: u64,
    bot: u32,
    reason: u32,
    step: usize,
    /// It has asked what was meant, and waits for it.
    asking: bool,
    language: Language,
    /// What it walks through; none: it only acts.
    article: Option<CustomerArticle>,
}

/// Says who it is and gives the first step, or what it can do; a conversation already begun goes on where it was.
async fn greet(app: &App, centre: u32, contact: ContactId, bot: AgentId) -> Result<()> {
    let is_bot = app
        .centre(centre)?
        .ask(move |engine, _| engine.agent(bot).is_some_and(|agent| agent.profile.kind == routing::AgentKind::Bot))
        .await?;
    if !is_bot || run(app, centre, contact.0).await?.is_some() {
        return Ok(());
    }
    let (catalogue, at) = (app.catalogue(centre).await?, app.now().0);
    let acts = begin(app, centre, (contact, bot), catalogue, at).await?;
    match run(app, centre, contact.0).await?.zip(acts) {
        Some((run, acts)) => {
            say(app, centre, &run, words::hello(run.article.is_some(), &acts), None).await?;
            if run.article.is_some() { give_step(app, centre, &run).await } else { Ok(()) }
        }
        None => {
            hand_over(app, centre, contact).await?;
            tell_person_asked(app, centre, contact.0).await;
            Ok(())
        }
    }
}

/// Begins a conversation, when there is an article for its reason or something to do; the names of what it can do.
async fn begin(
    app: &App,
    centre: u32,
    (contact, bot): (ContactId, AgentId),
    catalogue: Arc<Catalogue>,
    at: i64,
) -> Result<Option<Vec<Words>>> {
    app.write(move |tx| {
        let sql = "SELECT reason FROM contact WHERE centre = ?1 AND contact = ?2";
        let reason: Option<u32> = tx.query_row(sql, (centre, contact.0), |row| row.get(0))?;
        let Some(reason) = reason else { return Ok(None) };
        let article = view::article(tx, centre, reason)?.map(|article| article.cite);
        let declared = catalogue.document.iter().flat_map(|all| all.procedures.serving(reason, Runner::Bot));
        let acts: Vec<Words> = declared.map(|one| one.name.clone()).collect();
        if article.is_none() && acts.is_empty() {
            return Ok(None);
        }
        // Asked in an earlier conversation, and nobody's question now.
        procedures::drop_open_of_bot(tx, centre, contact.0, at)?;
        tx.execute(
            "INSERT INTO bot_run (centre, run, contact, bot, reason, article, revision, step, state, started_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, 0, 'walking', ?8)",
            (
                centre,
                store::new_id(tx, centre)?,
                contact.0,
                bot.0,
                reason,
                article.as_ref().map(|cite| cite.id),
                article.as_ref().map(|cite| cite.revision),
                at,
            ),
        )?;
        Ok(Some(acts))
    })
    .await
}

/// The customer wrote something to the bot. What it fails at is a person's; when not even that can be asked for, she is told,
/// and the engine's deadline hands over in any case.
pub async fn heard(app: &App, centre: u32, contact: u64, text: &str) -> Result<()> {
    let Err(fault) = turn(app, centre, contact, text).await else { return Ok(()) };
    tracing::warn!(%fault, centre, "the bot could not go on; it hands over");
    if failed(app, centre, contact).await { Ok(()) } else { Err(fault) }
}

/// Hands over what the bot itself failed at; whether a person was asked for.
async fn failed(app: &App, centre: u32, contact: u64) -> bool {
    if let Err(fault) = hand_over(app, centre, ContactId(contact)).await {
        tracing::error!(%fault, centre, contact, "a hand-over waits for the bot's deadline");
        return false;
    }
    if let Ok(Some(run)) = run(app, centre, contact).await
        && let Err(fault) = handed_over(app, centre, &run, Why::Fault).await
    {
        tracing::warn!(%fault, centre, "how a bot's conversation ended was not counted");
    }
    true
}

async fn turn(app: &App, centre: u32, contact: u64, text: &str) -> Result<()> {
    let Some(run) = run(app, centre, contact).await? else { return Ok(()) };
    if let Some(open) = acting::Open::of(app, centre, contact).await? {
        return acting::heard(app, centre, run, open, text).await;
    }
    let shelf = shelf(app, centre, &run).await?;
    let before = if run.asking { before(app, centre, contact).await? } else { None };
    let mut stand = Stand { asked: run.asking, choices: before.map(|text| shelf.choices(&text)).unwrap_or_default() };
    let next = mind::decide(&shelf, &mut stand, text);
    if matches!(next, Move::Clarify(_) | Move::HandOver(Why::Stuck)) {
        for words in shelf.open(text) {
            gaps::missed(app, centre, Asker::Bot, words).await;
        }
    }
    match next {
        Move::HandOver(why) => {
            // The run ends when a person is really asked for: until then the bot still has the contact.
            hand_over(app, centre, ContactId(contact)).await?;
            handed_over(app, centre, &run, why).await
        }
        Move::Solved => {
            settle(app, centre, &run, "solved", None).await?;
            submit(&app.centre(centre)?, Input::Solved { contact: ContactId(contact) }, None, None).await?;
            Ok(())
        }
        Move::Step if run.article.is_none() => say(app, centre, &run, words::solved(), None).await,
        Move::Step => {
            let run = Run { step: run.step + 1, asking: false, ..run };
            keep(app, centre, &run).await?;
            give_step(app, centre, &run).await
        }
        Move::Answer(answers) => {
            let run = Run { asking: false, ..run };
            give(app, centre, &run, &shelf, &answers).await?;
            keep(app, centre, &run).await?;
            say(app, centre, &run, words::solved(), None).await
        }
        Move::Clarify(answers) => {
            let run = Run { asking: true, ..run };
            give(app, centre, &run, &shelf, &answers).await?;
            keep(app, centre, &run).await?;
            let named: Vec<&Words> = stand.choices.iter().filter_map(|meant| shelf.title(*meant)).collect();
            say(app, centre, &run, words::clarify(&named), None).await
        }
        Move::Run(procedure, answers) => {
            let run = Run { asking: false, ..run };
            give(app, centre, &run, &shelf, &answers).await?;
            keep(app, centre, &run).await?;
            let left: Vec<&str> = shelf.open(text).into_iter().filter(|piece| heard::is_question(piece)).collect();
            if !left.is_empty() {
                for words in &left {
                    gaps::missed(app, centre, Asker::Bot, words).await;
                }
                say(app, centre, &run, words::not_found(&left), None).await?;
            }
            acting::begin(app, centre, &run, procedure).await
        }
    }
}

/// What it may answer from under the published setup; nothing when the reason has left the catalogue.
async fn shelf(app: &App, centre: u32, run: &Run) -> Result<Shelf> {
    let (catalogue, reason) = (app.catalogue(centre).await?, run.reason);
    app.read(move |view| {
        let Some(document) = &catalogue.document else { return Ok(nothing()) };
        Ok(script::shelf(view, centre, document, reason)?.unwrap_or_else(nothing))
    })
    .await
}

fn nothing() -> Shelf {
    Shelf::of(Vec::new(), std::iter::empty())
}

/// The line of the customer before the newest: what the bot asked about.
async fn before(app: &App, centre: u32, contact: u64) -> Result<Option<String>> {
    app.read(move |view| {
        let sql =
            "SELECT body FROM message WHERE centre = ?1 AND contact = ?2 AND author = 'customer' AND kind = 'text'
                   ORDER BY message DESC LIMIT 1 OFFSET 1";
        Ok(view.prepare_cached(sql)?.query_row((centre, contact), |row| row.get(0)).optional()?)
    })
    .await
}

/// The customer pressed "solved" or "not solved".
pub async fn answered(app: &App, centre: u32, contact: u64, solved: bool) -> Result<()> {
    let (how, why) = if solved { ("solved", None) } else { ("handed_over", Some(Why::NotSolved)) };
    match run(app, centre, contact).await? {
        Some(run) => settle(app, centre, &run, how, why).await,
        None => Ok(()),
    }
}

/// Each answer is a line of its own that cites its article.
async fn give(app: &App, centre: u32, run: &Run, shelf: &Shelf, answers: &[Answer]) -> Result<()> {
    let answers: Vec<(&Answer, &CustomerArticle)> =
        answers.iter().filter_map(|answer| Some((answer, shelf.article(answer.article)?))).collect();
    for told in told::answers(app, centre, run.language, &answers).await? {
        tell(app, centre, run, told).await?;
    }
    Ok(())
}

async fn give_step(app: &App, centre: u32, run: &Run) -> Result<()> {
    let Some(article) = &run.article else { return Ok(()) };
    let words = match article.steps.get(run.step) {
        Some(step) => {
            let (at, of) = (run.step + 1, article.steps.len());
            Words {
                ko: format!("({at}/{of}) {}", step.said(Language::Ko)),
                en: format!("({at}/{of}) {}", step.said(Language::En)),
            }
        }
        None => Words {
            ko: "마지막 단계까지 안내해 드렸어요. 해결되셨나요?".into(),
            en: "That was the last step. Did it solve your question?".into(),
        },
    };
    say(app, centre, run, words, Some(article.cite.id)).await
}

/// Says something, with the article it rests on; nothing at all when somebody else has the contact by now.
async fn say(app: &App, centre: u32, run: &Run, words: Words, cite: Option<u64>) -> Result<()> {
    tell(app, centre, run, Told { body: Clean::ours(words.said(run.language)), article: cite, model: None }).await
}

async fn tell(app: &App, centre: u32, run: &Run, told: Told) -> Result<()> {
    if has_it(app, centre, run).await? { write(app, centre, run, MessageKind::Text, told).await } else { Ok(()) }
}

/// A note to colleagues, whoever has the contact, in the centre's own language.
async fn note(app: &App, centre: u32, run: &Run, words: Words) -> Result<()> {
    line(app, centre, run, MessageKind::Note, words.said(Language::Ko)).await
}

/// A line of the bot's, whoever has the contact.
async fn line(app: &App, centre: u32, run: &Run, kind: MessageKind, words: &str) -> Result<()> {
    write(app, centre, run, kind, Told { body: Clean::ours(words), article: None, model: None }).await
}

/// The bot still has the contact.
async fn has_it(app: &App, centre: u32, run: &Run) -> Result<bool> {
    let (id, bot) = (ContactId(run.contact), AgentId(run.bot));
    let has = move |engine: &routing::Engine, _| {
        engine.contact(id).is_some_and(|contact| matches!(contact.state, State::Connected { agent } if agent == bot))
    };
    Ok(app.centre(centre)?.ask(has).await?)
}

async fn write(app: &App, centre: u32, run: &Run, kind: MessageKind, told: Told) -> Result<()> {
    let contact = run.contact;
    let case =
        app.read(move |view| Ok(rows::customer_and_case(view, centre, contact)?.ok_or(Error::NotFound)?.1)).await?;
    let line = Line {
        contact,
        case,
        at: app.now().0,
        author: AuthorKind::Bot,
        account: Some(run.bot),
        kind,
        body: told.body,
        for_account: None,
        file: None,
        article: told.article,
        client_key: None,
    };
    act::put_with(app, centre, line, Beside { file: None, model: told.model }).await?;
    Ok(())
}

async fn hand_over(app: &App, centre: u32, contact: ContactId) -> Result<()> {
    submit(&app.centre(centre)?, Input::AskPerson { contact, channel: None }, None, None).await?;
    Ok(())
}

/// Ends the run that was handed over, and says so.
async fn handed_over(app: &App, centre: u32, run: &Run, why: Why) -> Result<()> {
    settle(app, centre, run, "handed_over", Some(why)).await?;
    tell_person_asked(app, centre, run.contact).await;
    Ok(())
}

/// The customer reads that a person is asked for where she reads all else; without the line she is handed over all the same.
async fn tell_person_asked(app: &App, centre: u32, contact: u64) {
    if let Err(fault) = announce(app, centre, contact).await {
        tracing::warn!(%fault, centre, "a customer was handed over without a word");
    }
}

async fn announce(app: &App, centre: u32, contact: u64) -> Result<()> {
    let wait = view::of(app, centre, contact).await?.wait.and_then(|wait| wait.range);
    let language = app
        .read(move |view| {
            let sql = "SELECT language FROM contact_detail WHERE centre = ?1 AND contact = ?2";
            let found: Option<Option<String>> =
                view.prepare_cached(sql)?.query_row((centre, contact), |row| row.get(0)).optional()?;
            Ok(found.flatten().as_deref().and_then(parse_word).unwrap_or_default())
        })
        .await?;
    let body = Clean::ours(words::handed_over(wait).said(language));
    let line = act::line(app, centre, contact, MessageKind::Notice, body, None).await?;
    act::put(app, centre, Line { author: AuthorKind::System, ..line }).await.map(drop)
}

/// The conversation of a contact with its bot that goes on.
async fn run(app: &App, centre: u32, contact: u64) -> Result<Option<Run>> {
    last(app, centre, contact, false).await
}

/// The newest conversation of a contact with a bot; `over`: one that has ended, too.
async fn last(app: &App, centre: u32, contact: u64, over: bool) -> Result<Option<Run>> {
    app.read(move |view| {
        let mut select = view.prepare_cached(
            "SELECT r.run, r.bot, r.reason, r.step, d.language, r.state = 'asking' FROM bot_run r
             LEFT JOIN contact_detail d ON d.centre = r.centre AND d.contact = r.contact
             WHERE r.centre = ?1 AND r.contact = ?2 AND (?3 OR r.ended_at IS NULL) ORDER BY r.run DESC LIMIT 1",
        )?;
        let found = select
            .query_row((centre, contact, over), |row| {
                let step: u32 = row.get(3)?;
                let language: Option<String> = row.get(4)?;
                Ok((row.get(0)?, row.get(1)?, row.get::<_, u32>(2)?, step as usize, language, row.get(5)?))
            })
            .optional()?;
        let Some((run, bot, reason, step, language, asking)) = found else { return Ok(None) };
        let language = language.as_deref().and_then(parse_word).unwrap_or(Language::Ko);
        let article = view::article(view, centre, reason)?;
        Ok(Some(Run { run, contact, bot, reason, step, asking, language, article }))
    })
    .await
}

async fn keep(app: &App, centre: u32, run: &Run) -> Result<()> {
    let (id, step, state) = (run.run, run.step as u32, if run.asking { "asking" } else { "walking" });
    app.write(move |tx| {
        let sql = "UPDATE bot_run SET step = ?3, state = ?4 WHERE centre = ?1 AND run = ?2 AND ended_at IS NULL";
        tx.execute(sql, (centre, id, step, state))?;
        Ok(())
    })
    .await
}

/// Ends a run and counts it for its reason. A reason below its floor is lost: see [`crate::setup::floor`].
async fn settle(app: &App, centre: u32, run: &Run, how: &'static str, why: Option<Why>) -> Result<()> {
    let (id, contact, bot, reason, at) = (run.run, run.contact, run.bot, run.reason, app.now().0);
    app.held().drop_contact(centre, contact);
    app.write(move |tx| {
        procedures::drop_open_of_bot(tx, centre, contact, at)?;
        let why = why.map(Why::word);
        let sql = "UPDATE bot_run SET state = ?3, ended_at = ?4, why = ?5
                   WHERE centre = ?1 AND run = ?2 AND ended_at IS NULL";
        if tx.execute(sql, (centre, id, how, at, why))? == 0 {
            // Who follows the centre may have counted it first; only the bot knows why.
            let sql = "UPDATE bot_run SET why = ?3 WHERE centre = ?1 AND run = ?2 AND why IS NULL";
            tx.execute(sql, (centre, id, why))?;
            return Ok(());
        }
        let solved = u32::from(how == "solved");
        tx.execute(
            "INSERT INTO bot_result (centre, bot, reason, served, solved, handed_over, allowed_at)
             VALUES (?1, ?2, ?3, 1, ?4, ?5, ?6)
             ON CONFLICT DO UPDATE SET served = served + 1, solved = solved + ?4, handed_over = handed_over + ?5",
            (centre, bot, reason, solved, u32::from(how == "handed_over"), at),
        )?;
        Ok(())
    })
    .await?;
    // Whether the bot keeps the reason is no matter of this conversation: the next one that ends asks again.
    if let Err(fault) = setup::floor::apply(app, centre, AgentId(bot), ReasonId(reason)).await {
        tracing::warn!(%fault, centre, bot, reason, "whether the bot keeps the reason was not looked at");
    }
    Ok(())
}
