//! Any script of connections, bytes, times and orders leaves the far end within its bounds and in good order.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::plain::Rules;
use crate::record::{Event, Transport};
use crate::{Action, Config, FarEnd, Gone, Limits, Link, Opening, Order};

/// Orders that a script gives by number.
pub const SCRIPT_ORDERS: [&str; 33] = [
    "refuse CONNECT 5 once",
    "refuse SUBSCRIBE to \"a\" next 2",
    "grant 0",
    "drop PUBACK next 2",
    "delay PUBLISH 2s",
    "hold PUBACK within 3s",
    "duplicate sent PUBLISH",
    "swap PUBACK",
    "split PUBACK 1 every 200ms",
    "corrupt CONNACK type once",
    "corrupt sent any length skip 3 once",
    "corrupt received any short once",
    "close after PUBLISH once",
    "half-close before SUBACK",
    "reset at open once",
    "reset",
    "mute after CONNECT within 2s",
    "mute at open",
    "stall within 1s",
    "stall before PUBLISH",
    "send malformed length after CONNACK",
    "send PUBACK id 7",
    "send oversized 3000",
    "publish \"a\" fill 900 qos 1 times 40",
    "publish \"a\" \"x\" qos 2 retain",
    "push \"b\" \"\\r\\nOK\\r\\n\" qos 2 times 3 every 100ms",
    "push \"b\" fill 700 qos 1 id 1 times 60",
    "take-over \"a\"",
    "forget",
    "drop PINGREQ",
    "duplicate received any",
    "split sent any 3 every 50ms next 5",
    "cancel",
];

const MAX_CONNECTIONS: usize = 6;
/// The longest read that a script hands in.
const READ: usize = 256;

/// Runs a script: each step takes a byte that says what to do, and what that needs of the bytes after it.
pub fn script(bytes: &[u8]) {
    let mut run = Run::new(bytes.first().is_some_and(|byte| byte & 1 == 1));
    let mut rest = bytes.get(1..).unwrap_or_default();
    while let Some((step, after)) = rest.split_first() {
        rest = run.step(*step, after);
        run.drain();
    }
    run.finish();
}

struct Run {
    far_end: FarEnd,
    limits: Limits,
    stored: usize,
    now: Duration,
    last_record: Duration,
    open: BTreeMap<Link, Wire>,
    links: u64,
}

/// What a driver knows of a connection.
#[derive(Default)]
struct Wire {
    unwritten: usize,
    dismissed: bool,
    half_closed: bool,
}

impl Run {
    fn new(tap: bool) -> Self {
        let limits = Limits {
            connections: MAX_CONNECTIONS,
            packet: 4096,
            unsent: 16 * 1024,
            total: 32 * 1024,
            ..Limits::default()
        };
        let rules = Rules {
            sessions: 8,
            queue: 20,
            subscriptions: 4,
            retained: 4,
            unreleased: 8,
            stored: 8 * 1024,
            window: 4,
            resend: Some(Duration::from_secs(3)),
            ..Rules::default()
        };
        let stored = rules.stored;
        let config = Config { limits: limits.clone(), rules, tap, ours: Vec::new() };
        Self {
            far_end: FarEnd::new(config),
            limits,
            stored,
            now: Duration::ZERO,
            last_record: Duration::ZERO,
            open: BTreeMap::new(),
            links: 0,
        }
    }

    fn step<'a>(&mut self, step: u8, rest: &'a [u8]) -> &'a [u8] {
        let link = Link(u64::from(step >> 4) % self.links.max(1) + 1);
        match step & 7 {
            0 => self.open(),
            1 | 2 => return self.bytes(link, rest),
            3 => self.wait(Duration::from_millis(u64::from(step >> 4) * 150)),
            4 => return self.order(rest),
            5 => self.write_all(link),
            6 => self.close(link, step),
            _ => return self.upstream(link, rest),
        }
        rest
    }

    fn open(&mut self) {
        let opening = Opening { peer: "script".into(), transport: Transport::Virtual };
        match self.far_end.handle_open(self.now, opening) {
            Some(link) => {
                assert!(self.open.len() < MAX_CONNECTIONS, "one connection too many");
                self.links = link.0;
                self.open.insert(link, Wire::default());
            }
            None => assert_eq!(self.open.len(), MAX_CONNECTIONS, "turned away without need"),
        }
    }

    fn bytes<'a>(&mut self, link: Link, rest: &'a [u8]) -> &'a [u8] {
        let Some((length, rest)) = rest.split_first() else { return rest };
        let (bytes, rest) = rest.split_at(usize::from(*length).min(rest.len()));
        self.far_end.handle_bytes(self.now, link, bytes);
        rest
    }

    fn wait(&mut self, time: Duration) {
        let until = self.now + time;
        while let Some(due) = self.far_end.poll_timeout().filter(|due| *due <= until) {
            self.now = self.now.max(due);
            self.far_end.handle_timeout(self.now);
            assert!(self.far_end.poll_timeout().is_none_or(|next| next > self.now), "time stands still");
            self.drain();
        }
        self.now = until;
    }

    fn order<'a>(&mut self, rest: &'a [u8]) -> &'a [u8] {
        let Some((number, rest)) = rest.split_first() else { return rest };
        let text = SCRIPT_ORDERS[usize::from(*number) % SCRIPT_ORDERS.len()];
        let order = Order::parse(text).unwrap_or_else(|error| panic!("{}", error.render(text)));
        self.far_end.handle_order(self.now, order);
        rest
    }

    fn write_all(&mut self, link: Link) {
        if let Some(wire) = self.open.get_mut(&link) {
            let count = std::mem::take(&mut wire.unwritten);
            self.far_end.handle_written(self.now, link, count);
        }
    }

    fn close(&mut self, link: Link, step: u8) {
        if step & 8 == 0 {
            return self.far_end.handle_finished(self.now, link);
        }
        if self.open.remove(&link).is_some() {
            self.far_end.handle_closed(self.now, link, Gone::Closed);
        }
    }

    fn upstream<'a>(&mut self, link: Link, rest: &'a [u8]) -> &'a [u8] {
        use crate::Upstream;
        let Some((what, rest)) = rest.split_first() else { return rest };
        let (bytes, rest) = rest.split_at(usize::from(*what >> 2).min(rest.len()));
        let what = match what & 3 {
            0 => Upstream::Opened,
            1 => Upstream::Written(usize::MAX),
            2 => Upstream::Bytes(bytes),
            _ => Upstream::Closed,
        };
        self.far_end.handle_upstream(self.now, link, what);
        rest
    }

    /// Does as a driver would, but writes only when the script says so.
    fn drain(&mut self) {
        while let Some(action) = self.far_end.poll_action() {
            self.act(action);
        }
        while let Some(record) = self.far_end.poll_record() {
            assert!(record.at >= self.last_record && record.at <= self.now, "records in order of time");
            self.last_record = record.at;
            if let Event::Packet(_, seen) = &record.event {
                assert!(!seen.frame.raw().is_empty());
            }
        }
        assert_eq!(self.far_end.connections(), self.open.len());
        let most = self.limits.total + READ;
        assert!(self.far_end.buffered() <= most, "{} bytes wait, {most} may", self.far_end.buffered());
        assert!(self.far_end.stored() <= self.stored, "{} bytes stored", self.far_end.stored());
    }

    fn act(&mut self, action: Action) {
        match action {
            Action::Write(link, bytes) => {
                let wire = self.open.get_mut(&link).expect("a write to a connection that there is");
                assert!(!wire.dismissed && !wire.half_closed, "a write after the end");
                wire.unwritten += bytes.len();
            }
            Action::HalfClose(link) => self.open.get_mut(&link).expect("it is open").half_closed = true,
            Action::Close(link) => self.open.get_mut(&link).expect("it is open").dismissed = true,
            Action::Reset(link) => {
                self.open.remove(&link).expect("a reset of a connection that there is");
                self.far_end.handle_closed(self.now, link, Gone::ResetByUs);
            }
            Action::Pause(link) | Action::Resume(link) => {
                assert!(self.open.contains_key(&link));
            }
            Action::OpenUpstream(_)
            | Action::WriteUpstream(..)
            | Action::PauseUpstream(_)
            | Action::ResumeUpstream(_)
            | Action::CloseUpstream(_) => {}
        }
    }

    fn finish(&mut self) {
        self.far_end.handle_stop(self.now);
        self.drain();
        self.wait(Duration::from_secs(20));
        self.drain();
        let open = std::mem::take(&mut self.open);
        for link in open.into_keys() {
            self.far_end.handle_closed(self.now, link, Gone::Closed);
        }
        self.drain();
        assert_eq!(self.far_end.buffered(), 0, "nothing is left of closed connections");
    }
}
