//! Runs the jobs of the schedule until told to stop.

use std::sync::Arc;

use tokio::sync::watch;
use tokio::task::JoinSet;

use crate::app::App;
use crate::flow::files::unfinished;
use crate::flow::trouble::Trouble;
use crate::observe::Event;

use super::schedule::{Job, SCHEDULE};

/// The running jobs.
pub struct Runner {
    stop: watch::Sender<bool>,
    jobs: JoinSet<()>,
}

impl Runner {
    /// Starts every job.
    pub fn start(app: &Arc<App>) -> Self {
        let (stop, stopped) = watch::channel(false);
        let mut jobs = JoinSet::new();
        for (job, every) in SCHEDULE {
            jobs.spawn(keep_running(Arc::clone(app), *job, *every, stopped.clone()));
        }
        Self { stop, jobs }
    }

    /// Lets the running jobs finish what they do, and starts none again.
    pub async fn stop(mut self) {
        let _ = self.stop.send(true);
        while self.jobs.join_next().await.is_some() {}
    }
}

async fn keep_running(
    app: Arc<App>,
    job: Job,
    every: std::time::Duration,
    mut stopped: watch::Receiver<bool>,
) {
    let mut ticks = tokio::time::interval(every);
    ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Skip);
    loop {
        tokio::select! {
            _ = ticks.tick() => {}
            _ = stopped.changed() => return,
        }
        let done = match job {
            Job::Digest => super::send_digests(&app).await.map(|_| ()),
            Job::Editions => super::prepare_editions(&app).await.map(|_| ()),
            Job::PurgeSessions => super::purge_sessions(&app).await.map(|_| ()),
            Job::DayEnd => day_end(&app).await,
            Job::PurgeKept => super::purge_kept(&app).await.map(|_| ()),
            Job::VerifyLog => super::verify_logs(&app).await.map(|_| ()),
            Job::PurgeFiles => super::purge_files(&app).await.map(|_| ()),
            Job::DropUnfinished => {
                unfinished::drop_idle(&app).await;
                Ok(())
            }
        };
        if done.is_err() {
            app.observer.note(Event::JobFailed);
        }
    }
}

/// What waits to be mailed goes out even when a day could not be ended.
async fn day_end(app: &Arc<App>) -> Result<(), Trouble> {
    let ended = super::end_days(app).await;
    super::mail_heads(app).await?;
    ended.map(|_| ())
}
