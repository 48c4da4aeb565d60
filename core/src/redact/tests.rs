mod reference;
mod registered;
