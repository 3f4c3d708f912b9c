//! What agents do at their desks: one conversation, several chats that slow each other, e-mail that waits for live contacts.

use routing::{ContactId, Time};

/// What an agent has in hand.
#[derive(Debug, Clone, Default)]
pub struct Desk {
    jobs: Vec<Job>,
    since: Time,
    /// Grows with every change: an end that was put down for an older one is void.
    pub version: u32,
    /// Works on what she has but takes nothing more, and goes when it is done.
    pub leaving: bool,
    /// Conversations being written up.
    pub writing: u32,
}

#[derive(Debug, Clone, Copy)]
struct Job {
    contact: ContactId,
    left_ms: f64,
    slowdown: f64,
    deferred: bool,
}

impl Desk {
    /// A conversation begins that takes `left_ms` of undivided work.
    pub fn begin(&mut self, now: Time, contact: ContactId, left_ms: u32, slowdown: f64, deferred: bool) {
        self.work_until(now);
        self.jobs.push(Job { contact, left_ms: f64::from(left_ms), slowdown, deferred });
    }

    /// A conversation is over, however it ended.
    pub fn end(&mut self, now: Time, contact: ContactId) -> bool {
        let Some(at) = self.jobs.iter().position(|job| job.contact == contact) else { return false };
        self.work_until(now);
        self.jobs.swap_remove(at);
        true
    }

    pub fn is_empty(&self) -> bool {
        self.jobs.is_empty() && self.writing == 0
    }

    /// The conversation that is over first at the present pace, and when.
    pub fn next_end(&self, now: Time) -> Option<(ContactId, Time)> {
        let ends = self.jobs.iter().filter_map(|job| {
            let pace = self.pace(job);
            (pace > 0.0).then(|| (job.left_ms / pace, job.contact))
        });
        let (ms, contact) = ends.min_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)))?;
        Some((contact, now.plus_ms(ms.ceil() as i64)))
    }

    fn work_until(&mut self, now: Time) {
        let ms = now.since_ms(self.since) as f64;
        self.since = now;
        self.version = self.version.wrapping_add(1);
        if ms <= 0.0 || self.jobs.is_empty() {
            return;
        }
        for at in 0..self.jobs.len() {
            let pace = self.jobs.get(at).map_or(0.0, |job| self.pace(job));
            if let Some(job) = self.jobs.get_mut(at) {
                job.left_ms = (job.left_ms - ms * pace).max(0.0);
            }
        }
    }

    /// Work done per ms.
    fn pace(&self, job: &Job) -> f64 {
        if let [only] = self.jobs.as_slice() {
            return f64::from(u8::from(only.contact == job.contact));
        }
        let of_kind = self.jobs.iter().filter(|other| other.deferred == job.deferred).count() as f64;
        if !job.deferred {
            return 1.0 / (1.0 + job.slowdown * (of_kind - 1.0));
        }
        if self.jobs.iter().any(|other| !other.deferred) { 0.0 } else { 1.0 / of_kind }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chats_slow_each_other() {
        let mut desk = Desk::default();
        desk.begin(Time(0), ContactId(1), 60_000, 0.5, false);
        assert_eq!(desk.next_end(Time(0)), Some((ContactId(1), Time(60_000))));
        desk.begin(Time(30_000), ContactId(2), 60_000, 0.5, false);
        // 30 s are left at two thirds of the pace.
        assert_eq!(desk.next_end(Time(30_000)), Some((ContactId(1), Time(75_000))));
        assert!(desk.end(Time(75_000), ContactId(1)));
        // 45 s at two thirds are 30 s of work: 30 s are left.
        assert_eq!(desk.next_end(Time(75_000)), Some((ContactId(2), Time(105_000))));
    }

    #[test]
    fn mail_waits_for_whoever_is_live() {
        let mut desk = Desk::default();
        desk.begin(Time(0), ContactId(1), 100_000, 0.0, true);
        desk.begin(Time(40_000), ContactId(2), 60_000, 0.0, false);
        assert_eq!(desk.next_end(Time(40_000)), Some((ContactId(2), Time(100_000))));
        assert!(desk.end(Time(100_000), ContactId(2)));
        assert_eq!(desk.next_end(Time(100_000)), Some((ContactId(1), Time(160_000))));
        assert!(!desk.end(Time(100_000), ContactId(9)));
    }
}
