//! A model asked about words of an administrator's own, just as it is asked in earnest.

use language::summary::{Speaker, Turn};

use super::answer::{self, Question};
use super::ask::Asked;
use super::types::{ModelFault, ModelTask, ModelTry};
use super::{search, summary};
use crate::clean::Clean;
use crate::customer::types::CustomerArticle;
use crate::error::Result;
use crate::extract::Staff;
use crate::knowledge::articles::{self, Sight};
use crate::knowledge::shelf::Kept;
use crate::knowledge::types::{ArticleHit, ArticleState};
use crate::state::App;
use crate::wire::ArticleCite;

/// Articles that are put in order.
const FOUND: usize = 10;

/// Asks, and shows what would have been shown.
pub async fn of(app: &App, staff: &Staff, task: ModelTask, words: Clean) -> Result<ModelTry> {
    let (sent, begun) = (words.into_string(), app.now().0);
    let asked = match task {
        ModelTask::Summary => summarised(app, staff, &sent).await?,
        ModelTask::Answer => answered(app, staff, &sent).await?,
        ModelTask::Search => ordered(app, staff, &sent).await?,
    };
    let took_ms = u64::try_from(app.now().0.saturating_sub(begun)).unwrap_or_default();
    let (text, fault) = asked.answer.map_or_else(|fault| (None, Some(fault)), |text| (Some(text), None));
    Ok(ModelTry { sent, text, fault, took_ms })
}

async fn summarised(app: &App, staff: &Staff, text: &str) -> Result<Asked<String>> {
    let turns = [Turn { speaker: Speaker::Customer, at_ms: 0, text: text.to_owned() }];
    summary::by_model(app, staff.centre, &turns).await
}

/// From the article that the words find, whichever bot may use it.
async fn answered(app: &App, staff: &Staff, text: &str) -> Result<Asked<String>> {
    let found = found(app, staff, text, 1).await?;
    let Some(hit) = found.first() else { return Ok(Asked { answer: Err(ModelFault::Unsupported), set: None }) };
    let (centre, id) = (staff.centre, hit.id);
    let article = app.read(move |view| articles::read(view, centre, Sight::Reader, id)).await?;
    let cite = ArticleCite { id, title: article.title, revision: article.revision };
    let article = CustomerArticle { cite, about: article.about, steps: article.steps };
    let asked = answer::by_model(app, centre, staff.language, &[Question { text, article: &article }]).await?;
    let title = article.cite.title.said(staff.language);
    let cited = |text: String| format!("{text}\n— {title} ({})", article.cite.revision);
    let answer = asked.answer.and_then(|answers| answers.into_iter().flatten().next().ok_or(ModelFault::Unsupported));
    Ok(Asked { answer: answer.map(cited), set: asked.set })
}

async fn ordered(app: &App, staff: &Staff, text: &str) -> Result<Asked<String>> {
    let found = found(app, staff, text, FOUND).await?;
    let kept: Vec<search::Found> = found.iter().map(search::Found::of).collect();
    let asked = search::by_model(app, staff.centre, text, &kept).await?;
    let title = |(at, hit): (usize, &ArticleHit)| format!("{}. {}", at + 1, hit.title.said(staff.language));
    let listed = |order: Vec<usize>| {
        let hits = order.into_iter().filter_map(|place| found.get(place));
        hits.enumerate().map(title).collect::<Vec<_>>().join("\n")
    };
    Ok(Asked { answer: asked.answer.map(listed), set: asked.set })
}

async fn found(app: &App, staff: &Staff, text: &str, most: usize) -> Result<Vec<ArticleHit>> {
    let (shelves, centre, text) = (app.shelves(), staff.centre, text.to_owned());
    let published = |kept: &Kept| kept.state == ArticleState::Published;
    let hits = app.read(move |view| articles::by_text(&shelves, view, centre, &text, most, published)).await?;
    Ok(hits.articles)
}
