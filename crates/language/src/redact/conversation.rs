//! Values spread over several messages of one conversation ("010-1234", then "5678"), and numbers whose cue stands in the question.

use std::collections::VecDeque;

use super::{Kind, Span, find};

/// How many messages of one speaker are looked back on, and how much of each (bytes).
const BACK: usize = 4;
const REACH: usize = 160;

/// What a later message showed about an earlier one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Late {
    /// Number of the message, from 0.
    pub message: usize,
    pub span: Span,
}

struct Said {
    message: usize,
    speaker: u32,
    /// The end of the message, and where in the message it begins.
    tail: String,
    from: usize,
}

/// Redacts a conversation message by message.
#[derive(Default)]
pub struct Conversation {
    said: VecDeque<Said>,
    count: usize,
}

impl Conversation {
    /// Messages before the last four of a speaker are never touched again: what is older may be stored.
    pub const BACK: usize = BACK;

    /// A message that is known to be clean by itself: what follows may go on from it.
    pub fn heard(&mut self, speaker: u32, text: &str) {
        self.keep(speaker, text);
    }

    /// The values in the next message, and the parts of values that earlier messages turn out to hold.
    pub fn next(&mut self, speaker: u32, text: &str) -> (Vec<Span>, Vec<Late>) {
        let mut here = find(text);
        let mut late = Vec::new();
        if is_number(text) || text.trim_start().starts_with(|c: char| c.is_ascii_digit()) {
            let (joined, parts) = self.joined(speaker, text);
            let own = joined.len() - text.len();
            let goes_on = parts.last().is_some_and(|(said, ..)| said.speaker == speaker && ends_in_digits(&said.tail));
            for span in find(&joined).into_iter().filter(|span| span.end > own && numeric(span.kind)) {
                if span.start >= own && !is_number(text) || span.start < own && !goes_on {
                    continue;
                }
                let mine = Span { start: span.start.saturating_sub(own), end: span.end - own, kind: span.kind };
                here.retain(|old| old.end <= mine.start || mine.end <= old.start);
                here.push(mine);
                for &(said, begin, end) in &parts {
                    let (from, to) = (span.start.max(begin), span.end.min(end));
                    if from < to {
                        let at = said.from + from - begin;
                        late.push(Late {
                            message: said.message,
                            span: Span { start: at, end: at + to - from, kind: span.kind },
                        });
                    }
                }
            }
            here.sort_by_key(|span| span.start);
        }
        self.keep(speaker, text);
        (here, late)
    }

    /// The last question of the other side, the last messages of this one, the new one; with where each lies.
    fn joined(&self, speaker: u32, text: &str) -> (String, Vec<(&Said, usize, usize)>) {
        let asked = self.said.iter().rev().find(|said| said.speaker != speaker);
        let own = self.said.iter().filter(|said| said.speaker == speaker);
        let mut joined = String::new();
        let mut parts = Vec::new();
        for said in asked.into_iter().chain(own) {
            let begin = joined.len();
            joined.push_str(&said.tail);
            parts.push((said, begin, joined.len()));
            joined.push(' ');
        }
        joined.push_str(text);
        (joined, parts)
    }

    fn keep(&mut self, speaker: u32, text: &str) {
        let from = text.ceil_char_boundary(text.len().saturating_sub(REACH));
        let tail = text.get(from..).unwrap_or_default().to_string();
        self.said.push_back(Said { message: self.count, speaker, tail, from });
        self.count += 1;
        let own = self.said.iter().filter(|said| said.speaker == speaker).count();
        if own > BACK
            && let Some(oldest) = self.said.iter().position(|said| said.speaker == speaker)
        {
            self.said.remove(oldest);
        }
        if self.said.len() > 4 * BACK {
            self.said.pop_front();
        }
    }
}

fn numeric(kind: Kind) -> bool {
    !matches!(kind, Kind::Email | Kind::Address | Kind::Name)
}

/// Hardly anything but a number.
fn is_number(text: &str) -> bool {
    let (mut digits, mut letters) = (0, 0);
    for c in text.chars().take(64) {
        if c.is_numeric() || "공영일이삼사오육륙칠팔구".contains(c) {
            digits += 1;
        } else if c.is_alphanumeric() {
            letters += 1;
        }
    }
    digits >= 2 && letters <= 6
}

fn ends_in_digits(text: &str) -> bool {
    let tail = text.trim_end_matches(|c: char| c.is_whitespace() || matches!(c, '-' | '.' | ','));
    tail.ends_with(|c: char| c.is_ascii_digit())
}
