//! The radio side: the SIM, how much of the module works, registration, attachment, packet contexts. What is so,
//! not what is said of it; knows no command and no time.

use std::collections::BTreeMap;

use crate::setup::Sim;

/// How many contexts the host may define.
pub(crate) const MAX_CONTEXTS: usize = 16;

/// The context that the network brings up with the attachment.
pub(crate) const FIRST_CONTEXT: i64 = 1;

/// How much of the module works.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Level {
    /// Neither radio nor SIM.
    Least,
    /// Everything.
    Full,
    /// No radio.
    Flight,
}

/// How the module stands to the network.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Standing {
    /// Not registered, and not trying.
    Idle,
    /// Looking for a network.
    Searching,
    /// Registered at home.
    Registered,
}

/// How the module stands to the packet service.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Attachment {
    Attached,
    /// It will be with the next registration.
    Awaited,
    /// The host does not want it.
    Unwanted,
}

/// What keeps a packet context from being used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Gone {
    /// The context, and the address with it.
    Context,
    /// The registration for packets.
    Registration,
}

/// A packet context.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Context {
    pub(crate) kind: Vec<u8>,
    pub(crate) apn: Vec<u8>,
    pub(crate) active: bool,
}

/// The radio side.
#[derive(Debug, Clone)]
pub(crate) struct Air {
    pub(crate) sim: Sim,
    pub(crate) level: Level,
    /// Is there a network to be heard?
    pub(crate) covered: bool,
    /// Does the host want to be registered?
    pub(crate) wanted: bool,
    pub(crate) standing: Standing,
    attachment: Attachment,
    contexts: BTreeMap<i64, Context>,
}

impl Air {
    /// As after a start: everything on, nothing found yet.
    pub(crate) fn new(sim: Sim) -> Self {
        let context = Context { kind: b"IP".to_vec(), apn: b"internet".to_vec(), active: false };
        Self {
            sim,
            level: Level::Full,
            covered: true,
            wanted: true,
            standing: Standing::Idle,
            attachment: Attachment::Awaited,
            contexts: BTreeMap::from([(FIRST_CONTEXT, context)]),
        }
    }

    /// Starts anew. The network is where it was, and what contexts are defined is kept.
    pub(crate) fn restart(&mut self, sim: Sim) {
        self.drop_contexts();
        let (covered, contexts) = (self.covered, std::mem::take(&mut self.contexts));
        *self = Self { covered, contexts, ..Self::new(sim) };
    }

    /// May the module register?
    pub(crate) fn may_register(&self) -> bool {
        self.wanted && self.level == Level::Full && self.sim == Sim::Ready
    }

    /// Is the module attached to the packet service?
    pub(crate) fn is_attached(&self) -> bool {
        self.attachment == Attachment::Attached
    }

    /// Is a context active?
    pub(crate) fn is_active(&self, context: i64) -> bool {
        self.contexts.get(&context).is_some_and(|c| c.active)
    }

    /// Is any?
    pub(crate) fn is_reachable(&self) -> bool {
        self.contexts.values().any(|c| c.active)
    }

    /// All contexts that are defined.
    pub(crate) fn contexts(&self) -> impl Iterator<Item = (i64, &Context)> {
        self.contexts.iter().map(|(number, context)| (*number, context))
    }

    /// Defines a context; false where there is no room for it.
    pub(crate) fn define(&mut self, number: i64, kind: Vec<u8>, apn: Vec<u8>) -> bool {
        if self.contexts.len() >= MAX_CONTEXTS && !self.contexts.contains_key(&number) {
            return false;
        }
        let active = self.is_active(number);
        self.contexts.insert(number, Context { kind, apn, active });
        true
    }

    /// Forgets a context.
    pub(crate) fn undefine(&mut self, number: i64) {
        self.contexts.remove(&number);
    }

    /// Switches a context; false where it is not defined.
    pub(crate) fn activate(&mut self, number: i64, active: bool) -> bool {
        self.contexts.get_mut(&number).map(|context| context.active = active).is_some()
    }

    /// The module is registered now; it attaches if it is to.
    pub(crate) fn register(&mut self) {
        self.standing = Standing::Registered;
        if self.attachment == Attachment::Awaited {
            self.attach();
        }
    }

    /// The module is attached now, with the first context up.
    pub(crate) fn attach(&mut self) {
        self.attachment = Attachment::Attached;
        self.activate(FIRST_CONTEXT, true);
    }

    /// The host wants no packet service any more.
    pub(crate) fn detach(&mut self) {
        self.attachment = Attachment::Unwanted;
        self.drop_contexts();
    }

    fn drop_contexts(&mut self) {
        for context in self.contexts.values_mut() {
            context.active = false;
        }
    }

    /// The network is lost, or left.
    pub(crate) fn unregister(&mut self) {
        self.drop_contexts();
        if self.attachment == Attachment::Attached {
            self.attachment = Attachment::Awaited;
        }
        self.standing = if self.may_register() { Standing::Searching } else { Standing::Idle };
    }
}
