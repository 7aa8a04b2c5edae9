//! What officers do, and what nobody else can, through the real server.

mod account;
mod cases;
mod desk;
mod guards;
mod measures;
mod protection;
mod sessions;
mod setup;
mod strangers;
