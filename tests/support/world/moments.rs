//! When something may happen next, so that virtual time can jump there.

use jiff::{SignedDuration, Timestamp};
use secird::service::desk::Desk;

/// When something is due next, after `now`.
pub(super) fn next_moment(desk: &mut Desk, now: Timestamp) -> Option<Timestamp> {
    let deadlines = desk
        .books
        .cases()
        .iter()
        .filter_map(|case| case.state.deadline());
    let orders = desk
        .books
        .open_orders()
        .filter_map(|order| match order.progress {
            secird::store::outbox::Progress::Waiting { not_before, .. } => Some(not_before),
            secird::store::outbox::Progress::Unknown { since, .. } => {
                Some(since + SignedDuration::from_secs(desk.quotas.copy_wait))
            }
            secird::store::outbox::Progress::Begun { .. }
            | secird::store::outbox::Progress::ByHand { .. }
            | secird::store::outbox::Progress::Done { .. }
            | secird::store::outbox::Progress::Refused { .. }
            | secird::store::outbox::Progress::Withdrawn { .. } => None,
        });
    let practice = &desk.practice;
    let calendar =
        practice.batches.is_some() || practice.digest.is_some() || practice.reminder.is_some();
    let hour = calendar.then(|| now + SignedDuration::from_hours(1));
    deadlines
        .chain(orders)
        .chain(hour)
        .filter(|at| *at > now)
        .min()
}
