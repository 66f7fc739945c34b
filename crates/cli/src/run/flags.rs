//! The flags that say where a module and its far end are.

use std::path::PathBuf;

use clap::{Args, ValueHint};
use hayes_ports::far_end::Reach;
use hayes_ports::serial::Address;

/// Where the module and its far end are.
#[derive(Debug, Args)]
pub(crate) struct BenchArgs {
    /// The module's port (/dev/ttyUSB2, COM3, tcp://HOST:PORT); a virtual module when left out
    #[arg(long, value_name = "PORT")]
    pub(super) port: Option<Address>,
    /// The port's speed; 115200 when neither this nor the profile says it
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(50..=4_000_000))]
    pub(super) baud: Option<u32>,
    /// What the module claims and needs, and what the bench offers (crates/dialects/PROFILE.md)
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(super) profile: Option<PathBuf>,
    /// Where the far end listens for a real module
    #[arg(long, value_name = "ADDR", default_value = "0.0.0.0:1883")]
    pub(super) broker_listen: String,
    /// How the module reaches the far end; told from where it listens where that is enough
    #[arg(long, value_name = "HOST[:PORT]")]
    pub(super) broker_advertise: Option<Reach>,
    /// Where the far end listens for a real module that speaks TLS
    #[arg(long, value_name = "ADDR", conflicts_with = "serial_only")]
    pub(super) broker_tls_listen: Option<String>,
    /// Whose certificate it shows there: of the authority kept in this folder, made if there is none; of a new one for
    /// this run when left out
    #[arg(long, value_name = "DIR", requires = "broker_tls_listen", value_hint = ValueHint::DirPath)]
    pub(super) broker_tls_authority: Option<PathBuf>,
    /// Stand before this broker: forward to it, record, and obey orders
    #[arg(long, value_name = "HOST:PORT", conflicts_with = "serial_only")]
    pub(super) upstream: Option<String>,
    /// Only cases that need no far end
    #[arg(long)]
    pub(super) serial_only: bool,
}
