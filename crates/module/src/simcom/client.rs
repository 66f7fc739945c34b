//! One client between acquire and release: who it is, how it stands to its server, what it is at. Knows no line.

use hayes_at::grammar::FormId;

/// The most subscriptions that a client remembers; further ones work, and are not listed.
pub(super) const MAX_TOPICS: usize = 256;

/// A client that is acquired.
#[derive(Debug, Default)]
pub(super) struct Client {
    /// Its identifier.
    pub(super) id: Vec<u8>,
    /// Does it speak TLS?
    pub(super) secure: bool,
    /// Whom it was last told to connect to.
    pub(super) server: Option<Server>,
    /// Has the server accepted it, and is the connection still there?
    pub(super) connected: bool,
    /// The command whose result is still to come; there is one at a time.
    pub(super) work: Option<Work>,
    /// What it is subscribed to.
    topics: Vec<Vec<u8>>,
    /// The topic that it was given last, whatever for.
    pub(super) last_topic: Option<Vec<u8>>,
    /// The quality of service that it subscribed with last.
    pub(super) last_qos: u8,
    last_id: u16,
}

/// Whom a client connects to, and how, as the host said it.
#[derive(Debug, Clone)]
pub(super) struct Server {
    pub(super) address: Vec<u8>,
    pub(super) keep_alive: i64,
    pub(super) clean: bool,
    pub(super) user: Option<Vec<u8>>,
    pub(super) password: Option<Vec<u8>>,
}

/// A command whose result is still to come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Work {
    pub(super) form: FormId,
    pub(super) what: What,
}

/// What a client is at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum What {
    /// The socket is being connected.
    Open,
    /// The server is asked to accept the client.
    Connect,
    Publish(u16),
    Subscribe(u16, Vec<u8>),
    Unsubscribe(u16, Vec<u8>),
}

impl Client {
    /// A client that was just acquired.
    pub(super) fn new(id: Vec<u8>, secure: bool) -> Self {
        Self { id, secure, ..Self::default() }
    }

    /// Its connection is gone.
    pub(super) fn left(&mut self) {
        self.connected = false;
        if self.server.as_ref().is_some_and(|server| server.clean) {
            self.topics.clear();
        }
    }

    /// The number for the next packet; `awaits` tells which are taken.
    pub(super) fn next_id(&mut self, awaits: impl Fn(u16) -> bool) -> u16 {
        loop {
            self.last_id = self.last_id.wrapping_add(1).max(1);
            if !awaits(self.last_id) {
                return self.last_id;
            }
        }
    }

    /// What it is subscribed to, in the order in which it subscribed.
    pub(super) fn topics(&self) -> &[Vec<u8>] {
        &self.topics
    }

    pub(super) fn subscribed(&mut self, topic: Vec<u8>) {
        if self.topics.len() < MAX_TOPICS && !self.topics.contains(&topic) {
            self.topics.push(topic);
        }
    }

    pub(super) fn unsubscribed(&mut self, topic: &[u8]) {
        self.topics.retain(|t| t != topic);
    }

    /// The server knows of no subscription any more.
    pub(super) fn forget_topics(&mut self) {
        self.topics.clear();
    }
}
