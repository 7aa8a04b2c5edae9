//! The worker behind its fence, and a parent that believes nothing.

use std::convert::Infallible;
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::PathBuf;
use std::time::Duration;

use futures_util::stream;
use sujarit::clean::fence::Attempt;
use sujarit::clean::message::Message;
use sujarit::clean::{Broken, Cleaner, Doubt, FileKind, Limits, Traces, Verdict, Wish};

use super::{Said, clean, cleaner, cleaner_with, pictures, say};

#[tokio::test]
async fn a_worker_can_neither_read_write_connect_start_anything_nor_take_more_than_it_was_given() {
    let cleaner = cleaner_with(Limits {
        processor: 1,
        ..Limits::default()
    });
    for attempt in Attempt::ALL {
        assert!(cleaner.prevents(attempt).await, "{attempt:?} got through");
    }
    assert!(!fs::exists("/tmp/sujarit-fence").unwrap());
}

#[tokio::test]
async fn without_the_fence_every_attempt_would_get_through() {
    // Otherwise the test before this one could not fail.
    for attempt in [
        Attempt::Read,
        Attempt::Pipe,
        Attempt::Socket,
        Attempt::Program,
        Attempt::Thread,
    ] {
        attempt.carry_out(1 << 20);
    }
    assert_eq!(
        Attempt::ALL
            .iter()
            .filter(|a| Attempt::from_key(a.key()) == Some(**a))
            .count(),
        9
    );
}

#[tokio::test]
async fn a_worker_has_an_empty_environment_and_its_limits_while_it_waits() {
    let cleaner = cleaner();
    let waiting = stream::pending::<Result<Vec<u8>, Infallible>>();
    let asked = cleaner.clean("a.jpg", Wish::Clean, waiting);
    let looked = async {
        let mut found = None;
        for _ in 0..200 {
            tokio::time::sleep(Duration::from_millis(20)).await;
            found = children().into_iter().find(|child| {
                let line = fs::read(format!("/proc/{child}/cmdline")).unwrap_or_default();
                let fenced = fs::read_to_string(format!("/proc/{child}/status")).unwrap_or_default();
                line.windows(12).any(|w| w == b"clean-worker") && fenced.contains("Seccomp:\t2")
            });
            if found.is_some() {
                break;
            }
        }
        let child = found.expect("no worker is behind its fence");
        let status = fs::read_to_string(format!("/proc/{child}/status")).unwrap();
        assert!(status.contains("NoNewPrivs:\t1"), "{status}");
        let limits = fs::read_to_string(format!("/proc/{child}/limits")).unwrap();
        let line = |name: &str| {
            limits
                .lines()
                .find(|line| line.starts_with(name))
                .unwrap()
                .to_owned()
        };
        assert!(line("Max open files").contains(" 3 "));
        assert!(line("Max file size").contains(" 0 "));
        assert!(line("Max address space").contains(" 1073741824 "));
        if let Ok(environment) = fs::read(format!("/proc/{child}/environ")) {
            assert!(environment.is_empty());
        }
    };
    tokio::select! {
        _ = asked => panic!("it waits for the file"),
        () = looked => {}
    }
}

/// The processes that this one has started.
fn children() -> Vec<u32> {
    let parent = format!("PPid:\t{}\n", std::process::id());
    fs::read_dir("/proc")
        .unwrap()
        .filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok())
        .filter(|child| {
            fs::read_to_string(format!("/proc/{child}/status")).is_ok_and(|status| status.contains(&parent))
        })
        .collect()
}

#[tokio::test]
async fn too_little_memory_or_time_never_passes_a_file() {
    let photo = pictures::large();
    for limits in [
        Limits {
            memory: 16 << 20,
            ..Limits::default()
        },
        Limits {
            patience: Duration::from_millis(1),
            ..Limits::default()
        },
    ] {
        let held = say(&cleaner_with(limits), "a.jpg", Wish::Clean, &photo).await;
        let held = held.quarantined();
        assert!(
            matches!(held.doubt, Doubt::BrokeDown | Doubt::TimeRanOut),
            "{held:?}"
        );
    }
}

#[tokio::test]
async fn a_file_beyond_the_limit_is_held_back_with_its_kind() {
    let limits = Limits {
        file: 1000,
        ..Limits::default()
    };
    let held = say(&cleaner_with(limits), "a.jpg", Wish::Clean, &pictures::jpeg(1))
        .await
        .quarantined();
    assert_eq!((held.doubt, held.kind), (Doubt::TooLarge, Some(FileKind::Jpeg)));
}

#[tokio::test]
async fn an_original_is_kept_when_its_sender_wishes_it_and_what_is_in_it_is_told() {
    let kept = say(&cleaner(), "a.jpg", Wish::KeepOriginal, &pictures::jpeg(1))
        .await
        .kept();
    assert_eq!((kept.kind, kept.doubt), (FileKind::Jpeg, None));
    assert!(kept.remains.has(sujarit::clean::Trace::Place) && kept.preview.is_some());
    let refused = say(
        &cleaner(),
        "a.jpg",
        Wish::KeepOriginal,
        b"MZ\x90\0\x03\0\0\0\x04\0\0\0\xff\xff",
    )
    .await;
    assert!(
        matches!(refused, Said::Refused(_)),
        "no wish takes what is not taken"
    );
}

#[tokio::test]
async fn a_source_that_fails_is_no_verdict() {
    let source = stream::iter([Ok(vec![0xff, 0xd8, 0xff]), Err("the line broke")]);
    let said = cleaner().clean("a.jpg", Wish::Clean, source).await;
    assert_eq!(said.err(), Some("the line broke"));
}

/// A cleaner whose worker is a script that reads everything and then says this.
fn liar(folder: &std::path::Path, answer: &[u8], ending: &str) -> Cleaner {
    let said = folder.join("answer");
    fs::write(&said, answer).unwrap();
    let script = folder.join("worker");
    let text = format!(
        "#!/bin/sh\n/bin/cat >/dev/null\n/bin/cat {}\n{ending}\n",
        said.display()
    );
    fs::write(&script, text).unwrap();
    fs::set_permissions(&script, fs::Permissions::from_mode(0o700)).unwrap();
    let patience = Duration::from_secs(5);
    Cleaner::new(
        script,
        Limits {
            patience,
            ..Limits::default()
        },
    )
}

#[tokio::test]
async fn a_worker_that_dies_stops_or_lies_never_passes_a_file() {
    let kind = Message::Kind(FileKind::Jpeg).encode();
    let clean = Message::Clean(FileKind::Jpeg, Traces::new(), Traces::new(), 4).encode();
    let end = Message::End.encode();
    let before_the_verdict: [&[u8]; 6] = [
        b"",
        b"garbage that is no message at all",
        &kind,
        &clean,
        &[kind.as_slice(), &end].concat(),
        &[kind.as_slice(), &kind, &clean, b"data", &end].concat(),
    ];
    for answer in before_the_verdict {
        let folder = tempfile::tempdir().unwrap();
        let said = say(&liar(folder.path(), answer, "exit 0"), "a.jpg", Wish::Clean, b"x").await;
        assert_eq!(said.quarantined().doubt, Doubt::BrokeDown);
    }
    let after_the_verdict: [&[u8]; 4] = [b"", b"dat", b"data", b"data and more than was announced"];
    for body in after_the_verdict {
        for ending in ["exit 0", "kill -SEGV $$"] {
            let folder = tempfile::tempdir().unwrap();
            let answer = [kind.as_slice(), &clean, body].concat();
            let door = liar(folder.path(), &answer, ending);
            let source = stream::iter([Ok::<_, Infallible>(b"x")]);
            let Ok(Verdict::Cleaned(mut cleaned)) = door.clean("a.jpg", Wish::Clean, source).await else {
                panic!("the verdict alone was well formed");
            };
            assert_eq!(cleaned.body.collect().await, Err(Broken), "{body:?} {ending}");
            assert!(
                matches!(cleaned.body.next().await, Some(Err(Broken))),
                "it stays broken"
            );
        }
    }
    let folder = tempfile::tempdir().unwrap();
    let whole = [kind.as_slice(), &clean, b"data", &end].concat();
    let said = say(&liar(folder.path(), &whole, "exit 0"), "a.jpg", Wish::Clean, b"x").await;
    assert_eq!(
        said.cleaned().bytes,
        b"data",
        "the same script, when it does not lie"
    );
}

#[tokio::test]
async fn a_worker_that_never_answers_is_given_up() {
    let folder = tempfile::tempdir().unwrap();
    let limits = Limits {
        patience: Duration::from_millis(300),
        ..Limits::default()
    };
    liar(folder.path(), b"", "exec /bin/sleep 30");
    let cleaner = Cleaner::new(folder.path().join("worker"), limits);
    let said = say(&cleaner, "a.jpg", Wish::Clean, b"x").await;
    assert_eq!(said.quarantined().doubt, Doubt::TimeRanOut);
}

#[tokio::test]
async fn a_program_that_cannot_be_started_passes_nothing() {
    let cleaner = Cleaner::new(PathBuf::from("/nowhere"), Limits::default());
    let said = say(&cleaner, "a.jpg", Wish::Clean, &pictures::jpeg(1)).await;
    assert_eq!(said.quarantined().doubt, Doubt::Unavailable);
}

#[tokio::test]
async fn more_files_than_workers_wait_for_their_turn() {
    let cleaner = cleaner_with(Limits {
        at_once: 1,
        ..Limits::default()
    });
    let photo = pictures::jpeg(1);
    let many = (0..4).map(|_| say(&cleaner, "a.jpg", Wish::Clean, &photo));
    for said in futures_util::future::join_all(many).await {
        said.cleaned();
    }
    clean("a.jpg", &photo).await.cleaned();
}
