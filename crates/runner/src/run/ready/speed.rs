//! The speed of a port: found where the module speaks at another one than the bench was told.

use std::time::Duration;

use hayes_journal::sink::Sink;
use hayes_ports::world::World;

use super::super::Run;
use super::TRIES;
use crate::session::Broken;

/// The speeds that modules are found at, the usual ones first.
const SPEEDS: [u32; 9] = [115_200, 9600, 57_600, 38_400, 19_200, 230_400, 460_800, 921_600, 4800];
/// How long AT is waited for at each of them, per try: what was typed at a wrong speed takes the first one.
const TRY: Duration = Duration::from_millis(600);

impl<W: World, S: Sink> Run<'_, W, S> {
    /// Tries the usual speeds, and stays at the one at which the module answers. A line without a speed has no other.
    pub(super) fn find_speed(&mut self) -> Result<bool, Broken> {
        let Some(usual) = self.bench.baud else { return Ok(false) };
        for baud in SPEEDS.into_iter().filter(|baud| *baud != usual) {
            if self.session.world.set_baud(baud).is_err() {
                continue;
            }
            for _ in 0..TRIES {
                if self.attends(TRY)? {
                    self.bench.baud = Some(baud);
                    let text = format!(
                        "the module answers at {baud} bits per second, not at {usual}: --baud {baud}"
                    );
                    self.remark(&text)?;
                    return Ok(true);
                }
            }
        }
        // Where it was found to be another one before, the line has not changed since.
        let _ = self.session.world.set_baud(usual);
        Ok(false)
    }
}
