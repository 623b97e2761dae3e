//! The event stream: who listens, and what each listener is sent.
//!
//! Nothing is queued for a listener. It remembers the token that it has, waits for another one to be current, and is
//! sent what lies between: the event itself, or, if it was too slow for some events, their combined difference.

mod body;
mod differences;
mod frame;
mod hub;
mod listener;
#[cfg(test)]
mod tests;

pub use body::EventBody;
pub use hub::{ChangeLog, EventHub, Version};
pub use listener::{Listener, Since};
