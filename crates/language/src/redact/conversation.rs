//! Values spread over several messages of one conversation ("010-1234", then "5678"), and numbers whose cue stands in the question.

use std::collections::VecDeque;

use super::cue::speaks;
use super::{Kind, Span, find};

/// How many messages of one speaker are looked back on, and how much of each (bytes).
const BACK: usize = 8;
const REACH: usize = 160;

/// Letters of an aside at most.
const ASIDE: usize = 8;
/// How a part of a number is ended by who goes on with the next: "010이고", "1234에".
const GOES_ON: [&str; 9] = ["이고요", "이구요", "이고", "이구", "이요", "다음에", "에", "의", "요"];
/// Digits as they are spoken.
const SPOKEN: &str = "공영일이삼사오육륙칠팔구";

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
    /// Messages before the last eight of a speaker are never touched again: what is older may be stored.
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
            // As it was said; else without the "네" and "잠시만요" of her own between two parts of a number.
            for with_asides in [true, false] {
                self.go_on(speaker, text, with_asides, &mut here, &mut late);
                if !late.is_empty() {
                    break;
                }
            }
            here.sort_by_key(|span| span.start);
        }
        self.keep(speaker, text);
        (here, late)
    }

    /// Adds the values that begin in earlier messages, or that they show to be ones.
    fn go_on(&self, speaker: u32, text: &str, with_asides: bool, here: &mut Vec<Span>, late: &mut Vec<Late>) {
        let (joined, parts) = self.joined(speaker, text, with_asides);
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
                    let span = Span { start: at, end: at + to - from, kind: span.kind };
                    late.push(Late { message: said.message, span });
                }
            }
        }
    }

    /// The last question of the other side, the last messages of this one, the new one; with where each lies, without the end of its line.
    fn joined(&self, speaker: u32, text: &str, with_asides: bool) -> (String, Vec<(&Said, usize, usize)>) {
        // "다음이요?" asks for nothing new.
        let others = || self.said.iter().rev().filter(|said| said.speaker != speaker);
        let asked = others().find(|said| speaks(&said.tail)).or_else(|| others().next());
        let own = self.said.iter().filter(|said| said.speaker == speaker && (with_asides || !is_aside(&said.tail)));
        let mut joined = String::new();
        let mut parts = Vec::new();
        for said in asked.into_iter().chain(own) {
            let begin = joined.len();
            joined.push_str(number_end(&said.tail));
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
        if c.is_numeric() || SPOKEN.contains(c) {
            digits += 1;
        } else if c.is_alphanumeric() {
            letters += 1;
        }
    }
    digits >= 2 && letters <= 6
}

/// A line without what ends a part of a number behind figures.
fn number_end(text: &str) -> &str {
    let text = text.trim_end();
    let parts = GOES_ON.iter().filter_map(|end| text.strip_suffix(end));
    parts.map(str::trim_end).find(|part| part.ends_with(|c: char| c.is_ascii_digit())).unwrap_or(text)
}

/// In figures, or three spoken in a row: one or two are syllables like any other.
fn ends_in_digits(text: &str) -> bool {
    let tail = number_end(text).trim_end_matches(|c: char| c.is_whitespace() || matches!(c, '-' | '.' | ','));
    let spoken = tail.chars().rev().filter(|c| *c != ' ').take_while(|c| SPOKEN.contains(*c)).take(3).count();
    tail.ends_with(|c: char| c.is_ascii_digit()) || spoken == 3
}

/// A few letters without a number.
fn is_aside(text: &str) -> bool {
    text.chars().filter(|c| c.is_alphanumeric()).count() <= ASIDE && !text.chars().any(char::is_numeric)
}
