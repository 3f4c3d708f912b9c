//! Where the model and the catalogue are weak.

use language::reasons::{Contradiction, confusions, discover, drift};

use super::learn::Learned;
use super::types::{
    ConfusionView, ContradictionView, DriftView, LearnedView, ReasonDiscovery, ReasonExamples, ReasonLearning,
    ReasonMoved, ReasonProposal,
};
use super::{choosable, rows};
use crate::clean::Clean;
use crate::error::Result;
use crate::setup::catalogue::Catalogue;
use crate::state::{App, blocking};
use crate::wire::ReasonName;

/// Pairs, contradictions and proposals shown.
const SHOWN: usize = 20;
const DAY_MS: i64 = 86_400_000;
/// New reasons are looked for in the contacts of this many days.
const LOOKED_BACK_DAYS: i64 = 30;
/// Drift compares this many days with that many before them.
const NOW_DAYS: i64 = 7;
const BEFORE_DAYS: i64 = 28;
/// Words compared on each side at most.
const COMPARED: u32 = 2_000;
const SEED: u64 = 1;

/// What the model knows now.
pub async fn learning(app: &App, centre: u32) -> Result<ReasonLearning> {
    let (catalogue, learned) = (app.catalogue(centre).await?, app.models().of(centre));
    let counts = app.read(move |view| rows::counts(view, centre)).await?;
    let count = |id: u32| counts.iter().find(|(reason, _)| *reason == id).map_or(0, |(_, count)| *count);
    let reasons = choosable(&catalogue)
        .map(|entry| ReasonExamples { reason: catalogue.reason_name(Some(entry.id.0)), examples: count(entry.id.0) })
        .collect();
    let Some(learned) = learned else {
        return Ok(ReasonLearning { learned: None, reasons, confusions: Vec::new(), contradictions: Vec::new() });
    };
    blocking(move || {
        let named = |id: &String| named(&catalogue, id);
        let confused = confusions(&learned.model, &learned.examples, SHOWN).into_iter().map(|pair| {
            let [one, other] = &pair.reasons;
            ConfusionView {
                one: named(one),
                other: named(other),
                count: pair.count as u32,
                share_permille: permille(pair.share),
                merge: pair.merge,
                examples: pair.examples,
            }
        });
        let contradictions = learned.examples.contradictions().into_iter().take(SHOWN).map(|found| {
            let Contradiction { text, reasons: [one, other] } = found;
            ContradictionView { text, one: named(&one), other: named(&other) }
        });
        Ok(ReasonLearning {
            learned: Some(LearnedView {
                at: learned.at,
                took_ms: learned.took_ms,
                examples: (learned.examples.labelled.len() + learned.examples.other.len()) as u32,
                right_permille: learned.model.lower_bound().map(permille),
            }),
            reasons,
            confusions: confused.collect(),
            contradictions: contradictions.collect(),
        })
    })
    .await
}

/// What no reason covers, and what has changed.
pub async fn discovery(app: &App, centre: u32) -> Result<ReasonDiscovery> {
    let (catalogue, learned, now) = (app.catalogue(centre).await?, app.models().of(centre), app.now().0);
    let stand_in = catalogue.document.as_ref().map(|document| document.unknown_reason.0);
    let (loose, before, recent) = app
        .read(move |view| {
            let day = |days: i64| now.saturating_sub(days * DAY_MS);
            let most = language::reasons::MOST_MESSAGES as u32;
            let loose = rows::without_reason(view, centre, stand_in, Some(day(LOOKED_BACK_DAYS)), most)?;
            // What was stored before texts were cleaned is cleaned now: some of it is shown.
            let loose: Vec<String> = loose.iter().map(|words| Clean::of(words).to_string()).collect();
            let turn = day(NOW_DAYS);
            let before = rows::words_between(view, centre, day(NOW_DAYS + BEFORE_DAYS), turn, COMPARED)?;
            Ok((loose, before, rows::words_between(view, centre, turn, now.saturating_add(1), COMPARED)?))
        })
        .await?;
    blocking(move || {
        let proposals = discover(&loose, SEED).into_iter().take(SHOWN).map(|found| ReasonProposal {
            name: found.name,
            count: found.count as u32,
            examples: found.examples,
        });
        let moved = learned.and_then(|learned| drifted(&learned, &catalogue, &before, &recent));
        Ok(ReasonDiscovery { looked_at: loose.len() as u32, proposals: proposals.collect(), drift: moved })
    })
    .await
}

fn drifted(learned: &Learned, catalogue: &Catalogue, before: &[String], now: &[String]) -> Option<DriftView> {
    let found = drift(&learned.model, before, now)?;
    let moved = found.moved.iter().filter_map(|(at, before, now)| {
        Some(ReasonMoved {
            reason: catalogue.reason_name(Some(*learned.ids.get(*at)?)),
            before_permille: permille(*before),
            now_permille: permille(*now),
        })
    });
    let [other_before, other_now] = found.other;
    Some(DriftView {
        index_permille: (found.index * 1_000.0) as u32,
        other_permille: [permille(other_before), permille(other_now)],
        moved: moved.collect(),
    })
}

fn named(catalogue: &Catalogue, id: &str) -> ReasonName {
    catalogue.reason_name(id.parse().ok())
}

fn permille(share: f64) -> u16 {
    (share * 1_000.0).round() as u16
}
