//! Any text is an order or a diagnostic; what an order prints is the same order.

use crate::Order;

/// Reads a text as an order.
pub fn orders(text: &str) {
    match Order::parse(text) {
        Ok(order) => {
            let printed = order.to_string();
            assert!(!printed.chars().any(char::is_control), "control characters in {printed:?}");
            assert_eq!(Order::parse(&printed).as_ref(), Ok(&order), "read back from {printed:?}");
        }
        Err(error) => {
            assert!(text.get(error.span.clone()).is_some(), "{error:?} points outside of {text:?}");
            assert!(!error.render(text).is_empty());
        }
    }
}
