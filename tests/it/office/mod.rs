//! What officers do, and what nobody else can, through the real server.

mod account;
mod case_file;
mod cases;
mod desk;
mod guards;
mod measures;
mod protection;
mod queues;
mod reckoning;
mod register;
mod replies;
mod search;
mod sessions;
mod setup;
mod shortcuts;
mod strangers;
