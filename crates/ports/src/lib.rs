//! All input and output. Nothing here judges, and nothing here knows AT or MQTT: bytes and times go to the cores.

pub mod far_end;
pub mod tls;
