//! Reading a line: which values it holds by a given shape. Strictly first (`fit`), and for lines that say
//! something wrong place by place (`loose`). Which shape to try is for `grammar` and `exchange`.

mod fit;
mod judge;
mod lex;
mod loose;

pub use fit::{Fit, fit, fit_miscounted};
pub use judge::judge;
pub use loose::loose;
