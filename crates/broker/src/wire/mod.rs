//! Bytes and what they mean: frames cut from a stream, the faults in them, the typed packet beside them.
//! No connection, session or time lives here.

mod codec;
mod faults;
mod frame;
mod framer;
mod kind;
mod secret;
mod walk;

pub(crate) use codec::{DUP, decode_as};
pub use codec::{Packet, Unencodable, decode, encode, encode_into};
pub use faults::{Fault, Field, Weight};
pub use frame::Frame;
pub use framer::{Cut, Framer};
pub use kind::{Direction, Kind};
pub use mqtt_proto::v3::{
    Connack, Connect, ConnectReturnCode, LastWill, Publish, Suback, Subscribe, SubscribeReturnCode,
    Unsubscribe,
};
pub use mqtt_proto::{Pid, Protocol, QoS, QosPid, TopicFilter, TopicName};
pub use secret::password_span;
pub use walk::{is_filter, is_topic, walk};
