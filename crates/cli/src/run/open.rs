//! Opens what a run on a port needs: the far end's addresses, its papers, the port, and what the module is told of them.

use std::net::{SocketAddr, ToSocketAddrs};
use std::time::Instant;

use hayes_dialects::profile::Profile;
use hayes_ports::Stop;
use hayes_ports::far_end::{self, Listener, NoReach, Reach};
use hayes_ports::serial::{Address, FaultPlan};
use hayes_ports::tls::Papers;
use hayes_ports::world::{Real, real};
use hayes_runner::Bench;

use super::bench;
use super::flags::BenchArgs;
use super::profile;
use crate::output::Failure;

/// Opens the port, and lets the far end listen.
pub(super) fn open(
    args: &BenchArgs,
    own: &Profile,
    address: &Address,
    stop: &Stop,
) -> Result<(Real, Bench), Failure> {
    let mut bench = bench::of_port(args, own);
    let far_end = if args.serial_only { None } else { Some(Wanted::of(args, own, address)?) };
    let world = Real::open(real::Setup {
        address: address.clone(),
        baud: profile::baud(args, own),
        flow: profile::flow(own),
        far_end: far_end.as_ref().map(Wanted::setup),
        switch: profile::switch(own),
        faults: FaultPlan::default(),
        seed: 0,
        trace: None,
        stop: stop.clone(),
    })
    .map_err(|why| Failure::Rig(format!("error: {why}\n")))?;
    if let Some(wanted) = far_end {
        wanted.tell(world.far_end(), &mut bench);
    }
    Ok((world, bench))
}

/// A far end before it listens.
struct Wanted {
    plain: SocketAddr,
    tls: Option<SocketAddr>,
    reach: Reach,
    papers: Option<Papers>,
    upstream: Vec<SocketAddr>,
    tls_port: Option<u16>,
}

impl Wanted {
    fn of(args: &BenchArgs, own: &Profile, line: &Address) -> Result<Self, Failure> {
        let plain = resolve("--broker-listen", &args.broker_listen)?[0];
        let tls = args.broker_tls_listen.as_deref();
        let tls = tls.map(|text| resolve("--broker-tls-listen", text)).transpose()?.map(|all| all[0]);
        let upstream = args.upstream.as_deref().map(|text| resolve("--upstream", text)).transpose()?;
        let reach = match profile::reach(args, own)? {
            Some(reach) => reach,
            None => Reach::of(plain, line).map_err(|why| unreachable(&why))?,
        };
        let folder = args.broker_tls_authority.as_deref();
        let papers = tls.map(|_| Papers::of(folder, &[reach.host.as_str(), "localhost"])).transpose();
        let papers = papers.map_err(|why| Failure::Input(format!("error: the far end's TLS: {why}\n")))?;
        Ok(Self {
            plain,
            tls,
            reach,
            papers,
            upstream: upstream.unwrap_or_default(),
            tls_port: own.broker.tls_port,
        })
    }

    fn setup(&self) -> far_end::Setup {
        let server = self.papers.as_ref().map(|papers| papers.server.clone());
        let tls = self.tls.map(|address| Listener { address, tls: server });
        far_end::Setup {
            listen: [Listener { address: self.plain, tls: None }].into_iter().chain(tls).collect(),
            receive_buffer: None,
            upstream: self.upstream.clone(),
            config: hayes_broker::Config { ours: vec!["hayes-*".to_owned()], ..hayes_runner::far_end() },
            since: Instant::now(),
        }
    }

    /// Tells the cases where the far end really listens.
    fn tell(self, listens: &[SocketAddr], bench: &mut Bench) {
        let port = |at: usize| listens.get(at).map(|address| address.port().to_string());
        let plain = self.reach.port.map(|port| port.to_string()).or(port(0));
        let tls = self.tls_port.map(|port| port.to_string()).or(port(1));
        let papers = self.papers.map(|papers| {
            let (certificate, key) = (papers.client.certificate, papers.client.key);
            [("ca", papers.authority), ("certificate", certificate), ("key", key)]
        });
        let texts = [("host", Some(self.reach.host)), ("port", plain), ("tls_port", tls)];
        let texts = texts.into_iter().filter_map(|(name, text)| Some((name, text?)));
        for (name, text) in texts.chain(papers.into_iter().flatten()) {
            bench.variables.insert(name.to_owned(), text.into_bytes());
        }
    }
}

fn resolve(flag: &str, text: &str) -> Result<Vec<SocketAddr>, Failure> {
    let wrong = |why: &str| Failure::Input(format!("error: {flag} {text}: {why}\n"));
    let all: Vec<_> = text.to_socket_addrs().map_err(|why| wrong(&why.to_string()))?.collect();
    if all.is_empty() { Err(wrong("the name has no address")) } else { Ok(all) }
}

fn unreachable(why: &NoReach) -> Failure {
    Failure::Input(format!(
        "error: {why}\n\
         hint: say with --broker-advertise HOST[:PORT] how the module gets here through its network (a public address, or \
         one that is forwarded), or run what needs no far end with --serial-only\n"
    ))
}
