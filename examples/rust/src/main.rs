//! ex
fn main(){}