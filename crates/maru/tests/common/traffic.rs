//! Customers who write all the time, and remember what was answered.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::JoinHandle;

use rusqlite::Connection;

use super::{Caller, Home, SOON, count};

/// Customers writing at once.
pub const WRITERS: u8 = 6;
/// Lines of each conversation.
const LINES: usize = 3;

/// What one customer knows.
pub struct Writer {
    pub caller: Caller,
    /// Contacts that were answered.
    pub contacts: Vec<u64>,
    /// Keys, words and ids of lines that were answered.
    pub lines: Vec<(String, String, u64)>,
    /// The line that was sent and not answered.
    pub open: Option<(String, String)>,
}

/// All of them.
pub struct Traffic {
    writers: Vec<JoinHandle<Writer>>,
    answers: Receiver<()>,
    answered: Arc<AtomicUsize>,
    enough: Arc<AtomicBool>,
}

impl Traffic {
    pub fn start(home: &Home) -> Traffic {
        let (tell, answers) = channel();
        let (enough, answered) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicUsize::new(0)));
        let writers = (0..WRITERS).map(|number| {
            let mut writer =
                Writer { caller: home.caller(number + 1), contacts: Vec::new(), lines: Vec::new(), open: None };
            let news = News { tell: tell.clone(), answered: Arc::clone(&answered), enough: Arc::clone(&enough) };
            std::thread::spawn(move || {
                let end = writer.write(&news);
                drop(end);
                writer
            })
        });
        Traffic { writers: writers.collect(), answers, answered, enough }
    }

    /// Waits until so many more things were answered, counted from now: answers of a while nobody waited are no news.
    pub fn wait(&self, many: usize) {
        let enough = self.answered() + many;
        while self.answered() < enough {
            self.answers.recv_timeout(SOON).expect("traffic flows");
        }
    }

    /// How many things were answered by now.
    pub fn answered(&self) -> usize {
        self.answered.load(Ordering::SeqCst)
    }

    /// Everybody stops, or was stopped.
    pub fn end(self) -> Vec<Writer> {
        self.enough.store(true, Ordering::SeqCst);
        self.writers.into_iter().map(|writer| writer.join().unwrap()).collect()
    }
}

struct News {
    tell: Sender<()>,
    answered: Arc<AtomicUsize>,
    enough: Arc<AtomicBool>,
}

impl Writer {
    /// Conversation after conversation, until the server is gone or it is enough.
    fn write(&mut self, news: &News) -> Result<(), String> {
        let more = || !news.enough.load(Ordering::SeqCst);
        let answered = || {
            news.answered.fetch_add(1, Ordering::SeqCst);
            // Nobody listens any more: the test is at its end.
            let _late = news.tell.send(()).is_err();
        };
        while more() {
            let contact = self.caller.arrive()?;
            self.contacts.push(contact);
            answered();
            for _ in 0..LINES {
                let key = uuid::Uuid::now_v7().to_string();
                let words = format!("line {key}");
                self.open = Some((key.clone(), words.clone()));
                let id = self.caller.line(&words, &key)?;
                self.open = None;
                self.lines.push((key, words, id));
                answered();
            }
            let (status, body) = self.caller.post(&format!("{}/contact/leave", super::SITE), &serde_json::json!({}))?;
            if status != 200 {
                return Err(format!("{status} {body}"));
            }
            answered();
        }
        Ok(())
    }

    /// Everything answered is there, once.
    pub fn is_kept(&self, database: &Connection) {
        for contact in &self.contacts {
            let rows = "SELECT count(*) FROM contact WHERE contact = ?1";
            assert_eq!(count(database, rows, [contact]), 1, "contact {contact}");
            let arrivals = "SELECT count(*) FROM journal WHERE kind = 'arrive'
                            AND body ->> '$.input.arrive.arrival.contact' = ?1";
            assert_eq!(count(database, arrivals, [contact]), 1, "arrivals of {contact}");
        }
        for (key, words, id) in &self.lines {
            let rows = "SELECT count(*) FROM message WHERE client_key = ?1 AND body = ?2 AND message = ?3";
            assert_eq!(count(database, rows, (key, words, id)), 1, "{words}");
            assert_eq!(count(database, "SELECT count(*) FROM message WHERE client_key = ?1", [key]), 1, "{words}");
        }
    }
}
