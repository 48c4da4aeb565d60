//! The sandbox over real sockets.

#![cfg(test)]

mod adyen;
mod adyen_access;
mod binary;
mod bousol;
mod caibo;
mod certopay;
mod compago;
mod control;
mod faults;
mod limits;
mod log;
mod reset;
mod server;
mod support;
