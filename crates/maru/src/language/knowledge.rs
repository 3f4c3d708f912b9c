//! `maru knowledge search`: articles in a folder of Markdown files.

use std::path::{Path, PathBuf};

use ::language::knowledge::{Gate, Index};
use anyhow::{Context, Result, bail};
use clap::{Args, Subcommand};
use serde::Serialize;

use crate::plan::{read, say_json};
use crate::terminal::say;

/// Articles read at most.
const MOST: usize = 100_000;

/// The share of a question's telling words below which an article is none that was looked for.
const LEAST_COVERED: f32 = 0.05;

#[derive(Debug, Args)]
pub struct Knowledge {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// The articles that answer a question best.
    Search(Search),
}

#[derive(Debug, Args)]
struct Search {
    /// A folder of articles (*.md; the first heading is the title), or a file of one article a line: title, tab, body.
    #[arg(long)]
    articles: PathBuf,
    /// The question.
    query: String,
    #[arg(long, default_value_t = 5)]
    most: usize,
    /// One line of JSON.
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct Found<'a> {
    article: &'a str,
    title: &'a str,
    score: f32,
    /// The share of the question's telling words that the article has.
    covered: f32,
}

#[derive(Serialize)]
struct Answer<'a> {
    /// Whether the first may be given as an answer.
    answers: bool,
    hits: Vec<Found<'a>>,
}

struct Article {
    name: String,
    title: String,
    body: String,
}

pub fn run(asked: &Knowledge) -> Result<()> {
    let What::Search(asked) = &asked.what;
    let articles = articles(&asked.articles)?;
    let mut index = Index::default();
    for (number, article) in articles.iter().enumerate() {
        index.put(number as u64, &article.title, &article.body);
    }
    let hits = index.search(&asked.query, asked.most.max(2));
    let answer = Answer {
        answers: Gate::default().lets_through(&hits),
        hits: hits
            .iter()
            .take(asked.most)
            .filter_map(|hit| {
                let Article { name, title, .. } = articles.get(usize::try_from(hit.article).ok()?)?;
                Some(Found { article: name, title, score: hit.score, covered: hit.covered })
            })
            .collect(),
    };
    if asked.json {
        return say_json(&answer);
    }
    let near = answer.hits.iter().filter(|hit| hit.covered >= LEAST_COVERED);
    let lines: Vec<String> = near
        .map(|Found { article, title, score, covered }| {
            format!("{score:>7.2}  {:>3.0} %  {title}  ({article})", 100.0 * covered)
        })
        .collect();
    if lines.is_empty() {
        say("nothing found");
    }
    lines.iter().for_each(|line| say(line));
    Ok(())
}

fn articles(path: &Path) -> Result<Vec<Article>> {
    let text = |path: &Path| -> Result<String> {
        ::language::text::decode(&read(path)?).with_context(|| format!("{} {}", path.display(), super::ENCODING))
    };
    if !path.is_dir() {
        let lines = text(path)?;
        let articles =
            lines.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()).take(MOST).map(|(at, line)| {
                let (title, body) = line.split_once('\t').unwrap_or((line, ""));
                Article { name: format!("line {}", at + 1), title: title.into(), body: body.into() }
            });
        let articles: Vec<Article> = articles.collect();
        if articles.is_empty() {
            bail!("{} holds no articles; a line is a title, a tab and a body", path.display());
        }
        return Ok(articles);
    }
    let mut paths: Vec<PathBuf> = std::fs::read_dir(path)
        .with_context(|| format!("{} cannot be read", path.display()))?
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "md"))
        .collect();
    paths.sort();
    if paths.is_empty() {
        bail!("{} holds no articles (*.md)", path.display());
    }
    paths
        .iter()
        .take(MOST)
        .map(|path| {
            let body = text(path)?;
            let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
            let title =
                body.lines().find_map(|line| line.strip_prefix("# ")).map_or_else(|| name.clone(), str::to_string);
            Ok(Article { name, title, body })
        })
        .collect()
}
