//! Calls as coroutines of asyncio. The call runs on the background runtime; its end goes into the mailbox of the event
//! loop, which is rung at most once for all that lies in it. So no thread of the runtime waits for the GIL.

mod bell;
mod call;
mod intake;
mod mailbox;
mod ticket;

pub(crate) use self::{call::Call, intake::Intake, mailbox::Mailbox, ticket::Ticket};

use crate::answer::{Answer, Work};

/// A call whose answer can be of any kind.
pub(crate) type AnyWork = Work<Box<dyn Answer>>;
pub(crate) type End = Result<Box<dyn Answer>, keyhelm::Error>;
