//! A real mosquitto on a free port, to be measured against.

use std::io::{BufRead, BufReader};
use std::net::{SocketAddr, TcpListener};
use std::process::{Child, Command, Stdio};

pub(crate) struct Mosquitto {
    pub(crate) address: SocketAddr,
    child: Child,
}

impl Mosquitto {
    pub(crate) fn start() -> Self {
        let free =
            TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).expect("a free port");
        let file = std::env::temp_dir().join(format!("bench-broker-{}.conf", std::process::id()));
        let port = free.port();
        std::fs::write(&file, format!("listener {port} 127.0.0.1\nallow_anonymous true\nset_tcp_nodelay true\nlog_dest stderr\n"))
            .expect("a file");
        let mut child = Command::new("mosquitto")
            .arg("-c")
            .arg(&file)
            .stderr(Stdio::piped())
            .spawn()
            .expect("mosquitto is installed and on the path");
        let mut lines =
            BufReader::new(child.stderr.take().expect("it is piped")).lines().map_while(Result::ok);
        assert!(lines.any(|line| line.ends_with("running")), "mosquitto does not start");
        std::thread::spawn(move || lines.count());
        let _ = std::fs::remove_file(file);
        Self { address: free, child }
    }
}

impl Drop for Mosquitto {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
