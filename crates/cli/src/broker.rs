//! `hayes broker`: the far end alone, for people at a bench. Orders come by flag and, line by line, on standard input.

use std::fs::{self, File};
use std::io::{BufRead, BufWriter, IsTerminal, Write};
use std::net::{SocketAddr, ToSocketAddrs};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use clap::{Args, ValueHint};
use hayes_broker::plain::{Access, Rules, User};
use hayes_broker::{Config, Order, Record};
use hayes_ports::far_end::{FarEndPort, Listener, Setup};
use hayes_ports::tls::{Authority, ServerConfig, server_config};

use crate::output::{Failure, print};

/// What was wrong, for people.
type Wrong = String;

const EXAMPLES: &str = "\
Examples:
  hayes broker --listen 0.0.0.0:1883
  hayes broker --order 'delay PUBACK 1s next 1' --record session.jsonl
  hayes broker --listen 0.0.0.0:8883 --tls-authority bench-ca --tls-name bench.example
  hayes broker --listen 127.0.0.1:1884 --upstream 127.0.0.1:1883

Orders also come on standard input, one a line.

Exit codes:
  0  it was stopped
  2  the input was wrong, or the address cannot be had; nothing was run";

/// Runs the far end alone: a broker that records everything and misbehaves on demand.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct BrokerArgs {
    /// Where to listen; several are possible, port 0 takes a free one.
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:1883")]
    listen: Vec<String>,

    /// Speak TLS with the certificate chain in this PEM file.
    #[arg(long, value_name = "FILE", requires = "tls_key", value_hint = ValueHint::FilePath)]
    tls_cert: Option<PathBuf>,

    /// The PEM file with the certificate's key.
    #[arg(long, value_name = "FILE", requires = "tls_cert", value_hint = ValueHint::FilePath)]
    tls_key: Option<PathBuf>,

    /// Speak TLS with a certificate of the authority kept in this folder, which is made if there is none. Load
    /// its ca.pem into the module.
    #[arg(long, value_name = "DIR", conflicts_with = "tls_cert", value_hint = ValueHint::DirPath)]
    tls_authority: Option<PathBuf>,

    /// A name or address that clients reach this far end by, for the certificate; several are possible.
    #[arg(long, value_name = "NAME", requires = "tls_authority", default_values_t = ["localhost".to_owned(), "127.0.0.1".to_owned()])]
    tls_name: Vec<String>,

    /// Demand a client certificate of an authority in this PEM file.
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    client_ca: Option<PathBuf>,

    /// Let in only this user, with the password in the variable that --password-env names.
    #[arg(long, value_name = "NAME", requires = "password_env")]
    user: Option<String>,

    /// The environment variable that holds the user's password.
    #[arg(long, value_name = "VAR", requires = "user")]
    password_env: Option<String>,

    /// Be a tap: forward to the real broker there, record, and obey orders.
    #[arg(long, value_name = "HOST:PORT")]
    upstream: Option<String>,

    /// Misbehave so, for instance "delay PUBACK 2s"; several are possible.
    #[arg(long = "order", value_name = "TEXT")]
    orders: Vec<String>,

    /// A client id that is our own, where strangers may connect; orders leave others alone. A * at the end stands
    /// for any rest.
    #[arg(long, value_name = "ID")]
    ours: Vec<String>,

    /// Write every event to this file too, one JSON object a line.
    #[arg(long, value_name = "FILE.jsonl", value_hint = ValueHint::FilePath)]
    record: Option<PathBuf>,

    /// How many bytes the kernel takes in for a connection that an order has us not read from.
    #[arg(long, value_name = "BYTES")]
    receive_buffer: Option<usize>,
}

/// Runs the far end until the end of input on a terminal; else for as long as the process lives.
pub(crate) fn run(args: &BrokerArgs) -> Result<(), Failure> {
    let port = listen(args).map_err(|wrong| Failure::Input(format!("hayes broker: {wrong}\n")))?;
    for address in port.addresses() {
        print(&format!("listening on {address}\n"))?;
    }
    follow_orders(&port);
    if !std::io::stdin().is_terminal() {
        // Input that has ended, or was never there, says nothing about when to stop.
        loop {
            std::thread::park();
        }
    }
    port.stop();
    Ok(())
}

fn listen(args: &BrokerArgs) -> Result<FarEndPort, Wrong> {
    let orders: Vec<Order> = args.orders.iter().map(|text| parse(text)).collect::<Result<_, _>>()?;
    let mut rules = Rules::default();
    if let (Some(name), Some(variable)) = (&args.user, &args.password_env) {
        rules.access = Access::Users(vec![user(name, variable)?]);
    }
    let upstream = args.upstream.as_ref().map(|host| resolve(host)).transpose()?.unwrap_or_default();
    let tls = tls(args)?;
    let listener = |text: &String| Ok(Listener { address: resolve(text)?[0], tls: tls.clone() });
    let listen = args.listen.iter().map(listener).collect::<Result<_, Wrong>>()?;
    let setup = Setup {
        listen,
        receive_buffer: args.receive_buffer,
        upstream,
        config: Config { rules, ours: args.ours.clone(), ..Config::default() },
        since: Instant::now(),
    };
    let mut printer = Printer::new(args.record.as_deref())?;
    let port = FarEndPort::listen(setup, move |record| printer.print(&record))
        .map_err(|error| format!("cannot listen on {error}"))?;
    for order in orders {
        port.order(order);
    }
    Ok(port)
}

fn parse(text: &str) -> Result<Order, Wrong> {
    Order::parse(text).map_err(|error| format!("this is no order:\n{}", error.render(text)))
}

fn user(name: &str, variable: &str) -> Result<User, Wrong> {
    let password = std::env::var_os(variable).ok_or_else(|| format!("the variable {variable} is not set"))?;
    Ok(User { name: name.to_owned(), password: password.into_encoded_bytes() })
}

fn resolve(host: &str) -> Result<Vec<SocketAddr>, Wrong> {
    let wrong = |why: String| format!("{host:?} is no address: {why}");
    let all: Vec<_> = host.to_socket_addrs().map_err(|error| wrong(error.to_string()))?.collect();
    if all.is_empty() { Err(wrong("the name has none".into())) } else { Ok(all) }
}

fn tls(args: &BrokerArgs) -> Result<Option<Arc<ServerConfig>>, Wrong> {
    let read = |path: &Path| fs::read(path).map_err(|error| format!("{}: {error}", path.display()));
    let client_ca = args.client_ca.as_deref().map(read).transpose()?;
    let (certificate, key) = match (&args.tls_cert, &args.tls_key, &args.tls_authority) {
        (Some(certificate), Some(key), _) => (read(certificate)?, read(key)?),
        (_, _, Some(folder)) => {
            let names: Vec<&str> = args.tls_name.iter().map(String::as_str).collect();
            let server = Authority::in_folder(folder).and_then(|authority| authority.server(&names));
            let server = server.map_err(|error| error.to_string())?;
            (server.certificate.into_bytes(), server.key.into_bytes())
        }
        _ if client_ca.is_some() => return Err("--client-ca needs --tls-cert or --tls-authority".into()),
        _ => return Ok(None),
    };
    server_config(&certificate, &key, client_ca.as_deref()).map(Some).map_err(|error| error.to_string())
}

/// Takes each line of standard input as an order, until there are no more.
fn follow_orders(port: &FarEndPort) {
    let input = std::io::stdin();
    if input.is_terminal() {
        println!("type an order, for instance: delay PUBACK 2s; end with Ctrl+D");
    }
    for line in input.lock().lines().map_while(Result::ok) {
        let line = line.trim();
        if line.is_empty() {
            continue;
        }
        match parse(line) {
            Ok(order) => port.order(order),
            Err(wrong) => eprintln!("{wrong}"),
        }
    }
}

/// Shows records as they come.
struct Printer {
    file: Option<BufWriter<File>>,
}

impl Printer {
    fn new(path: Option<&Path>) -> Result<Self, Wrong> {
        let create = |path: &Path| File::create(path).map_err(|error| format!("{}: {error}", path.display()));
        Ok(Self { file: path.map(create).transpose()?.map(BufWriter::new) })
    }

    fn print(&mut self, record: &Record) {
        // Whoever reads us may have gone: that is no reason to stop serving.
        let _ = writeln!(std::io::stdout(), "{record}");
        if let Some(file) = &mut self.file {
            let written = writeln!(file, "{}", record.to_json()).and_then(|()| file.flush());
            if let Err(error) = written {
                eprintln!("hayes broker: the record ends here: {error}");
                self.file = None;
            }
        }
    }
}
