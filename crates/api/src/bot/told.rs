//! The bot's answers as they are told: in a model's words where the centre has set one, or as the articles say.

use rusqlite::Connection;

use super::mind::Answer;
use super::words;
use crate::clean::Clean;
use crate::customer::types::CustomerArticle;
use crate::error::Result;
use crate::models::answer::{self, Question};
use crate::models::types::{ModelFault, ModelMark};
use crate::state::App;
use crate::wire::{ArticleCite, Language};

/// A line of the bot.
pub struct Told {
    pub body: Clean,
    /// What it rests on.
    pub article: Option<u64>,
    /// A model was asked for the words.
    pub model: Option<ModelMark>,
}

/// All answers of a message; a model is asked once for them.
pub async fn answers(
    app: &App,
    centre: u32,
    language: Language,
    answers: &[(&Answer, &CustomerArticle)],
) -> Result<Vec<Told>> {
    if answers.is_empty() {
        return Ok(Vec::new());
    }
    // Who picked an article from a list asked for what its title says.
    let question = |answer: &Answer, article: &CustomerArticle| match &answer.question {
        Some(question) => question.clone(),
        None => article.cite.title.said(language).to_owned(),
    };
    let texts: Vec<String> = answers.iter().map(|(answer, article)| question(answer, article)).collect();
    let questions: Vec<Question<'_>> =
        texts.iter().zip(answers).map(|(text, (_, article))| Question { text, article }).collect();
    let asked = answer::by_model(app, centre, language, &questions).await?;
    let mark = asked.mark();
    let cites: Vec<ArticleCite> = answers.iter().map(|(_, article)| article.cite.clone()).collect();
    let published =
        app.read(move |view| cites.iter().map(|cite| is_published(view, centre, cite)).collect::<Result<Vec<_>>>());
    let published = published.await?;
    let mut by_model = asked.answer.unwrap_or_default().into_iter();
    let told = |((answer, article), published): (&(&Answer, &CustomerArticle), bool)| {
        let text = by_model.next().flatten().filter(|_| published);
        let fell_back = ModelMark { name: None, fault: Some(ModelFault::Unsupported) };
        let (words, model) = match (text, &mark) {
            (Some(text), mark) => (words::by_model(answer, article, &text), mark.clone()),
            (None, Some(ModelMark { fault: None, .. })) => (words::answer(answer, article), Some(fell_back)),
            (None, mark) => (words::answer(answer, article), mark.clone()),
        };
        Told { body: Clean::ours(words.said(language)), article: Some(article.cite.id), model }
    };
    Ok(answers.iter().zip(published).map(told).collect())
}

/// It may have been written anew, or retired, while a model was asked.
fn is_published(view: &Connection, centre: u32, cite: &ArticleCite) -> Result<bool> {
    let sql = "SELECT EXISTS (SELECT 1 FROM article WHERE centre = ?1 AND article = ?2 AND revision = ?3
                AND state = 'published' AND public = 1)";
    Ok(view.prepare_cached(sql)?.query_row((centre, cite.id, cite.revision), |row| row.get(0))?)
}
