//! The few ways in which things go wrong, as the tables write them: one for each place where everything passes.
//! Data only; what a fault does is for the rooms that ask.

mod host;
mod kept;
mod said;
mod wire;

use serde::Deserialize;

pub(crate) use host::{AskThen, DataThen, EchoThen, Is, Kind, LineHas, LineThen, OnAsk, OnLine, UnknownThen};
pub(crate) use kept::{LifeThen, OnValue, Point, StoreThen, To, ValueTo};
pub(crate) use said::{FinalThen, FrameThen, Framed, Late, OnFinal, OnSaid, Outcome, PromptThen, SaidThen};
pub(crate) use wire::{
    OnPacket, OnSocket, PacketKind, PacketThen, SetupThen, SocketAt, SocketThen, TroubleKind,
};

use super::gate::When;
use super::names::Forms;

/// One way in which something goes wrong, or merely another way than usual.
#[derive(Debug, Clone, Deserialize)]
#[serde(tag = "on", rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) enum Fault {
    /// A command that was read and is about to be carried out.
    Ask(OnAsk),
    /// A command line as it was typed.
    Line(OnLine),
    /// A command that the module does not have.
    Unknown { form: Option<Forms>, kind: Option<Kind>, then: UnknownThen },
    /// The echo of a command line.
    Echo {
        #[serde(default)]
        when: When,
        then: EchoThen,
    },
    /// Data that are typed.
    Data { then: DataThen },
    /// The prompt for data.
    Prompt { then: PromptThen },
    /// A line of an answer before its final result.
    Info(OnSaid),
    /// A result after the final one.
    Result(OnSaid),
    /// An unasked line.
    Urc(OnSaid),
    /// A final result.
    Final(OnFinal),
    /// The line ends around what is said.
    Frame { role: Option<Framed>, then: FrameThen },
    /// A setting that is made.
    Store {
        form: Forms,
        /// Only values behind the first.
        #[serde(default)]
        later: bool,
        then: StoreThen,
    },
    /// What a setting is until it is made.
    Default(OnValue),
    /// What the module itself takes a setting for.
    Use(ValueTo),
    /// A state that commands need.
    Need { state: String },
    /// What a command should take away stays.
    Clear { form: Forms },
    /// A restart.
    Life { then: LifeThen },
    /// A packet that goes out.
    Send(OnPacket),
    /// A packet that comes in.
    Receive(OnPacket),
    /// How an MQTT client is told to connect.
    Setup { then: SetupThen },
    /// A socket: asked for, closed, failed, lost.
    Socket(OnSocket),
    /// A number that the document names as a limit.
    Limit { name: String, then: To },
    /// A place that a behaviour asks for by name.
    Point { then: Point },
}

impl Fault {
    /// When it strikes.
    pub(crate) fn when(&self) -> Option<&When> {
        match self {
            Self::Ask(on) => Some(&on.when),
            Self::Line(on) => Some(&on.when),
            Self::Echo { when, .. } => Some(when),
            Self::Info(on) | Self::Result(on) | Self::Urc(on) => Some(&on.when),
            Self::Final(on) => Some(&on.when),
            Self::Send(on) | Self::Receive(on) => Some(&on.when),
            Self::Socket(on) => Some(&on.when),
            _ => None,
        }
    }

    /// Does it concern what goes over the wire?
    pub(crate) fn is_wire(&self) -> bool {
        matches!(self, Self::Send(_) | Self::Receive(_) | Self::Setup { .. } | Self::Socket(_))
    }
}
