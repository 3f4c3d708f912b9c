//! `maru redact`: a filter that takes personal data out of lines.

use std::collections::VecDeque;
use std::io::{self, BufRead, Read, Write};

use ::language::redact::{Conversation, Span, find, replace};
use anyhow::{Result, bail};
use clap::Args;
use serde::Serialize;

/// A line is cut about here, so that no input takes all memory.
const LONGEST_LINE: usize = 1 << 20;
/// How far back a cut looks for a space: longer than any value.
const BACK: usize = 1 << 12;

#[derive(Debug, Args)]
pub struct Redact {
    /// Lines are messages of one conversation: values that go on in the next line are found too. Without it each line is alone.
    #[arg(long)]
    conversation: bool,
    /// One JSON line a line: the redacted text, and kind and bytes of each value in the line as it was.
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct Line<'a> {
    text: &'a str,
    spans: &'a [Span],
}

pub fn run(asked: &Redact) -> Result<()> {
    match filter(asked, &mut std::io::stdin().lock(), &mut std::io::stdout().lock()) {
        // Whoever reads has seen enough: `maru redact | head`.
        Err(fault) if is_shut(&fault) => Ok(()),
        done => done,
    }
}

fn is_shut(fault: &anyhow::Error) -> bool {
    let kind = fault.chain().find_map(|cause| match cause.downcast_ref::<serde_json::Error>() {
        Some(fault) => fault.io_error_kind(),
        None => cause.downcast_ref::<io::Error>().map(io::Error::kind),
    });
    kind == Some(io::ErrorKind::BrokenPipe)
}

fn filter(asked: &Redact, input: &mut impl BufRead, output: &mut impl Write) -> Result<()> {
    let mut conversation = Conversation::default();
    // Lines that a later one may still add a value to.
    let mut open: VecDeque<(String, Vec<Span>)> = VecDeque::new();
    let mut first = 0;
    let mut rest = Vec::new();
    while let Some(line) = next_line(input, &mut rest)? {
        let Some(text) = ::language::text::decode(&line) else {
            bail!("line {} {}; the lines before it are written", first + open.len() + 1, super::ENCODING);
        };
        if !asked.conversation {
            write(asked, output, &text, &find(&text))?;
            continue;
        }
        let (spans, late) = conversation.next(0, &text);
        for part in late {
            if let Some((_, spans)) = part.message.checked_sub(first).and_then(|at| open.get_mut(at)) {
                spans.retain(|old| old.end <= part.span.start || part.span.end <= old.start);
                spans.push(part.span);
                spans.sort_by_key(|span| span.start);
            }
        }
        open.push_back((text, spans));
        if open.len() > Conversation::BACK
            && let Some((text, spans)) = open.pop_front()
        {
            write(asked, output, &text, &spans)?;
            first += 1;
        }
    }
    for (text, spans) in open {
        write(asked, output, &text, &spans)?;
    }
    Ok(output.flush()?)
}

/// The next line; of one that is too long as much as ends before a space, so that neither a letter nor a value is cut in two. What is
/// left waits in `rest`.
fn next_line(input: &mut impl BufRead, rest: &mut Vec<u8>) -> Result<Option<Vec<u8>>> {
    let mut line = std::mem::take(rest);
    let room = LONGEST_LINE.saturating_sub(line.len());
    input.by_ref().take(room as u64).read_until(b'\n', &mut line)?;
    if line.len() >= LONGEST_LINE && !line.ends_with(b"\n") {
        // In no encoding that is read here is a space a part of a letter.
        let tail = line.get(line.len() - BACK..).unwrap_or_default();
        let space = tail.windows(2).rposition(|two| matches!(two, [before, b' '] if !before.is_ascii_digit()));
        // Without one, before the last letter of UTF-8.
        let letter = || tail.iter().skip(1).rposition(|byte| byte & 0xc0 != 0x80);
        if let Some(before) = space.or_else(letter) {
            *rest = line.split_off(line.len() - BACK + before + 1);
        }
    }
    Ok(Some(line).filter(|line| !line.is_empty()))
}

fn write(asked: &Redact, output: &mut impl Write, text: &str, spans: &[Span]) -> Result<()> {
    let redacted = replace(text, spans);
    if asked.json {
        serde_json::to_writer(&mut *output, &Line { text: redacted.trim_end_matches(['\r', '\n']), spans })?;
        writeln!(output)?;
    } else {
        output.write_all(redacted.as_bytes())?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filtered(conversation: bool, input: &[u8]) -> String {
        let mut output = Vec::new();
        filter(&Redact { conversation, json: false }, &mut &*input, &mut output).unwrap();
        String::from_utf8(output).unwrap()
    }

    #[test]
    fn lines_go_through_with_nothing_of_a_person_left() {
        assert_eq!(
            filtered(false, "주문번호 202611280001\n010-1234-5678입니다".as_bytes()),
            "주문번호 202611280001\n[전화번호]입니다"
        );
        let split = "4111 1111\n1111 1111\n네\n그리고요\n끝\n하나\n".as_bytes();
        assert!(!filtered(true, split).contains("1111"), "{}", filtered(true, split));
        assert!(filtered(false, split).contains("1111"));
    }

    #[test]
    fn a_line_of_megabytes_goes_through_whole_and_no_value_over_its_cuts() {
        let words = "환불 문의 010 1234 5678 ".repeat(70_000);
        let out = filtered(false, words.as_bytes());
        assert_eq!(out.matches("[전화번호]").count(), 70_000);
        assert!(!out.contains("5678"));
        let letters = "환".repeat(700_000);
        assert_eq!(filtered(false, letters.as_bytes()), letters);
    }

    #[test]
    fn a_line_stays_a_line_where_a_value_goes_on() {
        assert_eq!(
            filtered(true, "제 번호는 010-1234\n5678이에요\n네\n".as_bytes()),
            "제 번호는 [전화번호]\n[전화번호]이에요\n네\n"
        );
        assert_eq!(filtered(true, "010-1234\r\n네\r\n5678\r\n".as_bytes()), "[전화번호]\r\n네\r\n[전화번호]\r\n");
    }

    #[test]
    fn whoever_reads_no_further_is_no_fault() {
        struct Shut;
        impl Write for Shut {
            fn write(&mut self, _: &[u8]) -> io::Result<usize> {
                Err(io::ErrorKind::BrokenPipe.into())
            }
            fn flush(&mut self) -> io::Result<()> {
                Ok(())
            }
        }
        for json in [true, false] {
            let fault = filter(&Redact { conversation: false, json }, &mut &b"a\n"[..], &mut Shut).unwrap_err();
            assert!(is_shut(&fault), "{fault:?}");
        }
    }

    #[test]
    fn what_is_no_text_stops_with_its_line() {
        let fault =
            filter(&Redact { conversation: false, json: false }, &mut &b"a\n\xff\xfe\x00\n"[..], &mut Vec::new());
        assert!(fault.unwrap_err().to_string().starts_with("line "));
    }
}
