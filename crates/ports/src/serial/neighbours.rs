//! Who else may have a port open, as far as this machine tells: programs that probe ports look like broken modules.

use super::Address;

/// Programs that are known to open every port that they find, and to talk on it.
#[cfg(target_os = "linux")]
const PROBERS: [&str; 4] = ["ModemManager", "NetworkManager", "gpsd", "brltty"];

/// Other programs that have this port open, and programs that run and are known to probe ports, in words. Empty where
/// there is none, or nobody can tell.
#[cfg(target_os = "linux")]
pub fn neighbours(address: &Address) -> Vec<String> {
    use std::fs;
    let Address::Port(path) = address else { return Vec::new() };
    let Ok(port) = path.canonicalize() else { return Vec::new() };
    let Ok(processes) = fs::read_dir("/proc") else { return Vec::new() };
    let mut found = Vec::new();
    for process in processes.filter_map(Result::ok) {
        let pid = process.file_name().to_string_lossy().parse::<u32>();
        let Some(pid) = pid.ok().filter(|pid| *pid != std::process::id()) else { continue };
        let name = fs::read_to_string(process.path().join("comm")).unwrap_or_default().trim().to_owned();
        // Of other people's processes only the name can be seen.
        let files = fs::read_dir(process.path().join("fd")).into_iter().flatten().filter_map(Result::ok);
        if files.filter_map(|file| fs::read_link(file.path()).ok()).any(|file| file == port) {
            found.push(format!("{name} (process {pid}) has the port open"));
        } else if PROBERS.iter().any(|prober| prober.starts_with(&name) && name.len() >= 5)
            && port_is_real(&port)
        {
            found.push(format!("{name} (process {pid}) runs, and is known to probe ports"));
        }
    }
    found
}

/// Ptys are nobody's to probe.
#[cfg(target_os = "linux")]
fn port_is_real(port: &std::path::Path) -> bool {
    !port.starts_with("/dev/pts")
}

/// Nobody can tell.
#[cfg(not(target_os = "linux"))]
pub fn neighbours(_: &Address) -> Vec<String> {
    Vec::new()
}
