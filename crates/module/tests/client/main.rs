//! The MQTT client: by itself, on the wire, and against the far end in virtual time.

mod alone;
mod any;
mod bed;
mod orders;
mod session;
mod wire;
