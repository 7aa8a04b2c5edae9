//! What the inbox says waits, and how it is narrowed.

use sujarit::domain::case::State;
use sujarit::domain::queue::{QUEUES, Queue};
use sujarit::flow::cases::inbox::{self, Wanted};

use super::desk::{Desk, HERE, file};
use crate::citizen::place::{Place, a_day};

const WHAT: &str = "ตรวจรับงานที่ยังไม่เสร็จ";
const QUESTION: &str = "เห็นวันที่เท่าไร และมีใครอยู่ด้วย";

#[tokio::test]
async fn each_case_stands_in_the_queue_of_what_is_to_be_done_next() {
    let place = Place::new(a_day());
    let (asked, _) = file(&place, WHAT, &[]).await;
    let (theirs, _) = file(&place, WHAT, &[]).await;
    let mut desk = Desk::of(&place, "first").await;
    let mut colleague = Desk::of(&place, "nitikorn").await;
    desk.act(asked, "ask", &[("text", QUESTION)]).await;
    colleague.act(theirs, "note", &[("text", "จดไว้ก่อน")]).await;
    place.clock.advance_to(a_day() + 13 * 86_400);
    let (new, _) = file(&place, WHAT, &[]).await;
    let mut desk = Desk::of(&place, "first").await;
    for (query, expected) in [
        ("queue=new", vec![theirs, new]),
        ("queue=mine", vec![asked]),
        ("queue=asked", vec![asked]),
        ("queue=turn", vec![]),
        ("queue=soon", vec![asked, theirs]),
        ("queue=soon&state=received", vec![theirs]),
        ("queue=late", vec![]),
        ("queue=escalated", vec![asked, theirs]),
        ("category=proc&kind=&year=2569", vec![asked, theirs, new]),
        ("category=fin", vec![]),
        ("channel=letter", vec![]),
        ("kind=opinion", vec![]),
        ("year=2568", vec![]),
        ("sort=newest", vec![asked, theirs, new]),
        ("state=merged", vec![]),
        ("queue=new&state=merged", vec![]),
    ] {
        let page = desk.open(&format!("{HERE}/office?{query}")).await;
        assert_eq!(page.status, 200, "{query}");
        for case in [asked, theirs, new] {
            let link = format!("{HERE}/office/case/{case}\"");
            assert_eq!(
                page.body.contains(&link),
                expected.contains(&case),
                "{query}: {}",
                page.text()
            );
        }
    }
    // The numbers above the list are those of the queues, whatever is filtered.
    let page = desk.open(&format!("{HERE}/office?category=fin")).await;
    for (key, number) in [
        ("new", 2),
        ("mine", 1),
        ("asked", 1),
        ("soon", 2),
        ("late", 0),
        ("escalated", 2),
        ("ended", 0),
    ] {
        let tile = format!("queue={key}\"><b>{number}</b>");
        assert!(page.body.contains(&tile), "{tile}: {}", page.body);
    }
}

#[tokio::test]
async fn a_colleague_without_the_case_counts_nothing() {
    let place = Place::new(a_day());
    let khlang = place.officer("khlang").await;
    file(&place, WHAT, &[khlang.id]).await;
    let mut accused = Desk::of(&place, "khlang").await;
    for query in QUEUES.iter().map(|queue| format!("queue={}", queue.key)) {
        let page = accused.open(&format!("{HERE}/office?{query}")).await;
        assert!(!page.body.contains("/office/case/"), "{query}");
        assert_eq!(page.body.matches("<b>0</b>").count(), QUEUES.len(), "{query}");
    }
}

#[tokio::test]
async fn more_open_cases_than_are_looked_at_are_owned_up_to() {
    let place = Place::new(a_day());
    for _ in 0..4 {
        file(&place, WHAT, &[]).await;
    }
    let desk = Desk::of(&place, "first").await;
    let session = desk.session(&place).await;
    let look = |queue, state, window| {
        let wanted = Wanted {
            state,
            window,
            ..Wanted::every(queue)
        };
        inbox::inbox(&place.app, &session, wanted)
    };
    let seen = look(None, None, 3).await.unwrap();
    assert_eq!((seen.rows.len(), seen.total, seen.beyond), (3, 3, Some(4)));
    let seen = look(Queue::from_key("new"), Some(State::Received), 4)
        .await
        .unwrap();
    assert_eq!((seen.rows.len(), seen.total, seen.beyond), (4, 4, None));
    assert_eq!(seen.counts.first(), Some(&4));
}

#[tokio::test]
async fn a_list_longer_than_a_page_has_pages_and_keeps_its_filter() {
    let place = Place::new(a_day());
    for _ in 0..=inbox::PAGE {
        file(&place, WHAT, &[]).await;
    }
    let mut desk = Desk::of(&place, "first").await;
    let first = desk.open(&format!("{HERE}/office?category=proc")).await;
    let second = desk.open(&format!("{HERE}/office?category=proc&page=2")).await;
    assert_eq!(first.body.matches("<tr class=").count(), 50);
    assert_eq!(second.body.matches("<tr class=").count(), 1);
    assert!(first.body.contains("category=proc&#38;page=2"), "{}", first.body);
    assert!(first.text().contains("51 เรื่อง"), "{}", first.text());
    let beyond = desk.open(&format!("{HERE}/office?page=9")).await;
    assert_eq!(beyond.status, 200);
}
