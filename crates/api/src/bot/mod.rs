//! The bot: it says that it is one, walks a customer through an article step by step, answers what she asks from the
//! articles of its reasons, does what procedures of the reason allow, and hands over with everything said. What it does next is decided in [`mind`]; nothing here
//! decides about routing: it is an agent like any other, and mute whenever somebody else has the contact.

pub mod acting;
mod heard;
pub mod mind;
pub mod record;
mod run;
pub mod script;
mod stopped;
mod told;
pub mod trial;
pub mod undo;
mod words;

use node::centre::Centre as NodeCentre;
use routing::event::LegEnd;
use routing::{AgentId, ContactId, Event, Input, ReasonId, State};
use rusqlite::OptionalExtension;

pub use heard::says_something;
use mind::{Answer, Move, Shelf, Stand, Why};
use run::{Run, begin, end, keep, last, run};
use told::Told;

use crate::centre::{Also, Centre, submit};
use crate::clean::Clean;
use crate::contacts::rows;
use crate::contacts::thread::Line;
use crate::contacts::types::{AuthorKind, MessageKind};
use crate::customer::act::Beside;
use crate::customer::types::CustomerArticle;
use crate::customer::{act, view};
use crate::error::{Error, Result};
use crate::knowledge::gaps::{self, Asker};
use crate::setup;
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
                    failed(&app, centre, contact.0).await;
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
        Some(run) => settle(app, centre, &run, how).await,
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

/// Says who it is and gives the first step, or what it can do; a conversation already begun goes on where it was. Who has been here
/// before hears in a line that it is the bot again, and nothing that was given is given anew.
async fn greet(app: &App, centre: u32, contact: ContactId, bot: AgentId) -> Result<()> {
    let is_bot = app
        .centre(centre)?
        .ask(move |engine, _| engine.agent(bot).is_some_and(|agent| agent.profile.kind == routing::AgentKind::Bot))
        .await?;
    if !is_bot || run(app, centre, contact.0).await?.is_some() {
        return Ok(());
    }
    let (catalogue, at) = (app.catalogue(centre).await?, app.now().0);
    let before = last(app, centre, contact.0, true).await?;
    let acts = begin(app, centre, (contact, bot), before.clone(), catalogue, at).await?;
    match run(app, centre, contact.0).await?.zip(acts) {
        Some((run, acts)) => {
            if before.is_none()
                && let Some((shelf, text, next)) = came_for(app, centre, &run).await?
            {
                say(app, centre, &run, words::hello_at_once(), None).await?;
                return go(app, centre, run, &shelf, (&text, &[]), next).await;
            }
            let hello = if before.is_some() { words::back() } else { words::hello(run.article.is_some(), &acts) };
            say(app, centre, &run, hello, None).await?;
            let given = before.is_some_and(|before| before.reason == run.reason);
            if run.article.is_some() && !given { give_step(app, centre, &run).await } else { Ok(()) }
        }
        None => {
            hand_over(app, centre, contact, None).await?;
            tell_person_asked(app, centre, contact.0).await;
            Ok(())
        }
    }
}

/// What she wrote before anybody was there, and what it does about it; none: it begins as it does for everybody. It is not asked
/// again, where it is done by a procedure she may have run or answered by more than the article it would begin with.
async fn came_for(app: &App, centre: u32, run: &Run) -> Result<Option<(Shelf, String, Move)>> {
    let Some(text) = said(app, centre, run.contact, 0).await? else { return Ok(None) };
    let shelf = shelf(app, centre, run).await?;
    let next = mind::decide(&shelf, &mut Stand::default(), &text);
    let begins = run.article.as_ref().map(|article| article.cite.id);
    let more = match &next {
        Move::Run(..) => acting::is_known(app, centre, run.contact).await?,
        Move::Answer(answers) => answers.iter().any(|answer| Some(answer.article) != begins),
        Move::Step | Move::Solved | Move::Clarify(_) | Move::HandOver(_) => false,
    };
    Ok(more.then_some((shelf, text, next)))
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
    if let Ok(Some(run)) = run(app, centre, contact).await {
        match hand_over_with(app, centre, &run, Why::Fault).await {
            Ok(()) => return true,
            Err(fault) => tracing::warn!(%fault, centre, "how a bot's conversation ended is not counted"),
        }
    }
    if let Err(fault) = hand_over(app, centre, ContactId(contact), None).await {
        // The engine's deadline hands over in any case.
        tracing::error!(%fault, centre, contact, "a hand-over waits for the bot's deadline");
        return false;
    }
    tell_person_asked(app, centre, contact).await;
    true
}

async fn turn(app: &App, centre: u32, contact: u64, text: &str) -> Result<()> {
    let Some(run) = run(app, centre, contact).await? else { return Ok(()) };
    if let Some(open) = acting::Open::of(app, centre, contact).await? {
        return acting::heard(app, centre, run, open, text).await;
    }
    let shelf = shelf(app, centre, &run).await?;
    let before = if run.asking { said(app, centre, contact, 1).await? } else { None };
    let mut stand = Stand { asked: run.asking, choices: before.map(|text| shelf.choices(&text)).unwrap_or_default() };
    let next = mind::decide(&shelf, &mut stand, text);
    if matches!(next, Move::Clarify(_) | Move::HandOver(Why::Stuck)) {
        for words in shelf.open(text) {
            gaps::missed(app, centre, Asker::Bot, words).await;
        }
    }
    go(app, centre, run, &shelf, (text, &stand.choices), next).await
}

/// Does what was decided about a text; `choices` are what it asks back with.
async fn go(
    app: &App,
    centre: u32,
    run: Run,
    shelf: &Shelf,
    (text, choices): (&str, &[mind::Meaning]),
    next: Move,
) -> Result<()> {
    match next {
        Move::HandOver(why) => hand_over_with(app, centre, &run, why).await,
        Move::Solved => {
            say(app, centre, &run, words::bye(), None).await?;
            solved(app, centre, &run).await
        }
        Move::Step if run.article.is_none() => say(app, centre, &run, words::solved(), None).await,
        Move::Step => {
            let run = Run { step: run.step + 1, asking: false, ..run };
            keep(app, centre, &run).await?;
            give_step(app, centre, &run).await
        }
        Move::Answer(answers) => {
            let run = Run { asking: false, ..run };
            give(app, centre, &run, shelf, &answers).await?;
            keep(app, centre, &run).await?;
            say(app, centre, &run, words::solved(), None).await
        }
        Move::Clarify(answers) => {
            let run = Run { asking: true, ..run };
            give(app, centre, &run, shelf, &answers).await?;
            keep(app, centre, &run).await?;
            let named: Vec<&Words> = choices.iter().filter_map(|meant| shelf.title(*meant)).collect();
            say(app, centre, &run, words::clarify(&named), None).await
        }
        Move::Run(procedure, answers) => {
            let run = Run { asking: false, ..run };
            give(app, centre, &run, shelf, &answers).await?;
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

/// A line of the customer's, `back` lines before the newest.
async fn said(app: &App, centre: u32, contact: u64, back: u32) -> Result<Option<String>> {
    app.read(move |view| {
        let sql =
            "SELECT body FROM message WHERE centre = ?1 AND contact = ?2 AND author = 'customer' AND kind = 'text'
                   ORDER BY message DESC LIMIT 1 OFFSET ?3";
        Ok(view.prepare_cached(sql)?.query_row((centre, contact, back), |row| row.get(0)).optional()?)
    })
    .await
}

/// The customer pressed "solved" or "not solved".
pub async fn answered(app: &App, centre: u32, contact: u64, is_solved: bool) -> Result<()> {
    match run(app, centre, contact).await? {
        Some(run) if is_solved => solved(app, centre, &run).await,
        Some(run) => hand_over_with(app, centre, &run, Why::NotSolved).await,
        None if is_solved => close(app, centre, contact, None).await,
        None => hand_over(app, centre, ContactId(contact), None).await,
    }
}

/// Closes it as solved. It is counted with the engine's word for it, in one transaction.
async fn solved(app: &App, centre: u32, run: &Run) -> Result<()> {
    let (counted, at) = (run.clone(), app.now().0);
    let also: Also = Box::new(move |tx| end(tx, centre, &counted, "solved", None, at));
    close(app, centre, run.contact, Some(also)).await?;
    ended(app, centre, run).await;
    Ok(())
}

async fn close(app: &App, centre: u32, contact: u64, also: Option<Also>) -> Result<()> {
    submit(&app.centre(centre)?, Input::Solved { contact: ContactId(contact) }, None, also).await.map(drop)
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

async fn hand_over(app: &App, centre: u32, contact: ContactId, also: Option<Also>) -> Result<()> {
    submit(&app.centre(centre)?, Input::AskPerson { contact, channel: None }, None, also).await?;
    Ok(())
}

/// A person is next, and the run ends in the same moment: until one is really asked for the bot still has the contact.
async fn hand_over_with(app: &App, centre: u32, run: &Run, why: Why) -> Result<()> {
    let (over, at) = (run.clone(), app.now().0);
    let also: Also = Box::new(move |tx| end(tx, centre, &over, "handed_over", Some(why), at));
    hand_over(app, centre, ContactId(run.contact), Some(also)).await?;
    tell_person_asked(app, centre, run.contact).await;
    ended(app, centre, run).await;
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
    let language = app.read(move |view| rows::language(view, centre, contact)).await?;
    let body = Clean::ours(words::handed_over(wait).said(language));
    let line = act::line(app, centre, contact, MessageKind::Notice, body, None).await?;
    act::put(app, centre, Line { author: AuthorKind::System, ..line }).await.map(drop)
}

/// Ends a run and counts it for its reason.
async fn settle(app: &App, centre: u32, run: &Run, how: &'static str) -> Result<()> {
    let (over, at) = (run.clone(), app.now().0);
    app.write(move |tx| end(tx, centre, &over, how, None, at)).await?;
    ended(app, centre, run).await;
    Ok(())
}

/// What follows the end of a run: personal values are forgotten, and a reason below its floor is lost, see [`crate::setup::floor`].
async fn ended(app: &App, centre: u32, run: &Run) {
    app.held().drop_contact(centre, run.contact);
    // Whether the bot keeps the reason is no matter of this conversation: the next one that ends asks again.
    if let Err(fault) = setup::floor::apply(app, centre, AgentId(run.bot), ReasonId(run.reason)).await {
        tracing::warn!(%fault, centre, bot = run.bot, reason = run.reason, "whether the bot keeps the reason was not looked at");
    }
}
