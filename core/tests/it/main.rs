//! The client against the sandbox, over real sockets.

mod adyen;
mod caibo;
mod certopay;
mod guided;
mod login;
mod lost_answers;
mod readme;
mod reconcile;
mod request;
mod secrets;
mod set_up;
mod support;
mod waits;
