//! The service: everything wired together, and nothing decided here.
//!
//! [`desk`] is the one place where messages, commands and time become commits;
//! it runs on the writer's thread and does not wait for anything. [`intake`]
//! carries mail to it, [`dispatch`] carries its orders into the world, [`run`]
//! turns the wheel, [`inquiry`] asks what has to be
//! known before the desk may judge, [`attendance`] looks at the list server, and
//! [`control`] lets the command line in.

pub mod attendance;
pub mod clock;
pub mod config;
pub mod control;
pub mod desk;
pub mod dispatch;
pub mod health;
pub mod inquiry;
pub mod intake;
pub mod run;

pub use attendance::Attendance;
pub use clock::Clock;
pub use desk::Desk;
pub use inquiry::Inquiry;
pub use run::{Service, Settings};
