//! Where the document leaves a choice: which way this module goes. The names are those of the readings; each is
//! asked at one place. Without a word on it the module goes the first way, which is what the code does where no
//! other way is asked for.

use crate::board::Board;

/// Does the module read this so?
pub(super) fn goes(board: &Board, reading: &str, way: &str) -> bool {
    board.goes(&[reading], &[way])
}
