//! Personal data as customers write it, and numbers that are nobody's: made by rules of their own, counted by kind.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::string_slice, clippy::print_stdout)]

mod alike;
mod chat;
mod places;
mod values;

use std::collections::BTreeMap;
use std::ops::Range;

use language::dice::Dice;
use language::redact::{Conversation, Span, find, redact};

use chat::{FREE, KINDS, Message, add, message};
use values::Maker;

const SEED: u64 = 20_261_129;

/// Whether every figure of a value goes, and nine in ten of its letters.
fn gone(text: &str, value: &Range<usize>, spans: &[Span]) -> bool {
    let stays = |at: usize| !spans.iter().any(|span| (span.start..span.end).contains(&at));
    let (mut all, mut left) = (0, 0);
    for (at, c) in text[value.clone()].char_indices().filter(|(_, c)| c.is_alphanumeric()) {
        all += 1;
        if stays(value.start + at) {
            if c.is_numeric() {
                return false;
            }
            left += 1;
        }
    }
    left * 10 <= all
}

/// Regions may stay where a licence begins with their name.
fn of_figures(kind: &str, text: &str, value: &Range<usize>) -> Range<usize> {
    match kind {
        "licence" | "licence alone" => value.start + text[value.clone()].find(char::is_numeric).unwrap_or(0)..value.end,
        _ => value.clone(),
    }
}

fn judge(table: &mut BTreeMap<&'static str, (usize, Vec<String>)>, message: &Message, spans: &[Span]) {
    for (value, kind) in &message.values {
        let row = table.entry(kind).or_default();
        row.0 += 1;
        if !gone(&message.text, &of_figures(kind, &message.text, value), spans) {
            row.1.push(message.text.clone());
        }
    }
}

fn assert_found(table: &BTreeMap<&'static str, (usize, Vec<String>)>) {
    let mut weak = Vec::new();
    for (kind, (all, missed)) in table {
        let share = 100.0 * (all - missed.len()) as f64 / *all as f64;
        println!("{kind:<20} {share:>6.2} % of {all}");
        for text in missed.iter().take(12) {
            println!("    {text:?} → {:?}", redact(text));
        }
        if share < if FREE.contains(kind) { 95.0 } else { 99.0 } {
            weak.push(*kind);
        }
    }
    assert!(weak.is_empty(), "{weak:?}");
}

#[test]
fn values_in_messages_as_customers_write_them_go() {
    println!("seed {SEED}");
    let mut make = Maker(Dice::new(SEED));
    let mut table = BTreeMap::new();
    for kind in KINDS {
        for _ in 0..1_000 {
            let message = message(kind, &mut make);
            judge(&mut table, &message, &find(&message.text));
        }
    }
    assert_found(&table);
}

#[test]
fn several_values_in_one_message_all_go() {
    println!("seed {SEED}");
    let mut make = Maker(Dice::new(SEED + 1));
    let mut table = BTreeMap::new();
    let kinds = ["resident", "card", "account", "mobile", "line", "mail", "licence", "name", "address"];
    for _ in 0..1_500 {
        let mut message = Message::default();
        for at in 0..2 + make.below(3) {
            let between = make.one(&["\n", ", ", " / ", " 그리고 ", "\n- "]);
            message.say(if at > 0 { between } else { "" });
            let kind = kinds[make.below(kinds.len())];
            add(&mut message, kind, &mut make);
        }
        judge(&mut table, &message, &find(&message.text));
    }
    assert_found(&table);
}

#[test]
fn numbers_that_are_nobodys_stay() {
    println!("seed {SEED}");
    let mut make = Maker(Dice::new(SEED + 2));
    let (mut wrong, mut all) = (BTreeMap::<String, usize>::new(), 0);
    let mut shown = Vec::new();
    for _ in 0..200 {
        for text in alike::every(&mut make) {
            all += 1;
            if !find(&text).is_empty() {
                let form: String = text.chars().map(|c| if c.is_ascii_digit() { '9' } else { c }).collect();
                let count = wrong.entry(form).or_default();
                *count += 1;
                if *count == 1 {
                    shown.push((text.clone(), redact(&text)));
                }
            }
        }
    }
    println!("{} of {all} taken", wrong.values().sum::<usize>());
    for (text, out) in &shown {
        println!("{text:?} → {out:?}");
    }
    assert!(wrong.values().sum::<usize>() * 10_000 <= all, "{wrong:#?}");
}

/// Values broken over messages where people break them, with short lines of both sides between.
#[test]
fn values_split_over_messages_go_from_all_of_them() {
    println!("seed {SEED}");
    let mut make = Maker(Dice::new(SEED + 3));
    let mut table = BTreeMap::<&'static str, (usize, Vec<String>)>::new();
    for _ in 0..2_000 {
        let (kind, asked, parts): (&'static str, &str, Vec<String>) = match make.below(7) {
            0 => ("mobile split", "연락처 알려주시겠어요?", vec!["010".into(), make.form("2999"), make.form("9999")]),
            1 => (
                "mobile split",
                "전화번호가 어떻게 되세요?",
                vec![format!("010-{}", make.form("3999")), make.form("9999")],
            ),
            2 => (
                "card split",
                "카드번호 불러주세요",
                (0..4).map(|at| make.form(if at == 0 { "4999" } else { "9999" })).collect(),
            ),
            3 => ("card split", "카드번호요", vec![make.form("5299 9999"), make.form("9999 9999")]),
            4 => ("resident split", "주민등록번호 확인할게요", vec![make.form("⑨10109"), make.form("1999999")]),
            5 => ("account split", "환불 계좌 알려주세요", vec![make.form("110-999"), make.form("999999")]),
            _ => ("resident split", "본인 확인 부탁드립니다", vec![make.form("85121⑨-"), make.form("2999999")]),
        };
        let mut talk = Conversation::default();
        let mut lines: Vec<(String, Vec<Span>)> = Vec::new();
        let mut values = Vec::new();
        let mut say = |talk: &mut Conversation, speaker: u32, text: String| {
            let (spans, late) = talk.next(speaker, &text);
            lines.push((text, spans));
            for one in late {
                lines[one.message].1.push(one.span);
            }
            lines.len() - 1
        };
        say(&mut talk, 0, asked.into());
        let last = parts.len() - 1;
        for (at, part) in parts.into_iter().enumerate() {
            let (before, after) = if at == 0 {
                (make.one(&["", "", "네 ", "번호는 "]), "")
            } else if at == last {
                ("", make.one(&["", "", "요", "이에요", "입니다"]))
            } else {
                ("", "")
            };
            let text = format!("{before}{part}{after}");
            let number = say(&mut talk, 1, text);
            values.push((number, before.len()..before.len() + part.len()));
            if at < last {
                match make.below(6) {
                    0 => say(&mut talk, 1, make.one(&["네", "잠시만요", "음", "그리고"]).into()),
                    1 => say(&mut talk, 0, make.one(&["네", "네 말씀하세요", "계속 불러주세요", "다음이요?"]).into()),
                    _ => 0,
                };
            }
        }
        let row = table.entry(kind).or_default();
        row.0 += 1;
        if !values.iter().all(|(at, value)| gone(&lines[*at].0, value, &lines[*at].1)) {
            row.1.push(
                lines.iter().map(|(text, spans)| format!("{text} {}", spans.len())).collect::<Vec<_>>().join(" | "),
            );
        }
    }
    assert_found(&table);
}
