//! All input and output. Nothing here judges, and nothing here knows a command or a packet: bytes and times go to
//! the cores.

mod chance;
mod device;
pub mod far_end;
pub mod serial;
pub mod sim;
mod socket;
mod stop;
pub mod tls;
pub mod world;

pub use device::Device;
pub use stop::Stop;
