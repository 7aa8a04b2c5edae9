//! A case whose keys were changed is read through all of them.

use sujarit::flow::cases::sealed_case::{Opened, Reading};
use sujarit::flow::officers::sign_in::Session;
use sujarit::flow::trouble::Trouble;
use sujarit::store::envelopes::{Compartment as Row, WrapRow};
use sujarit::store::{self, Engine};
use sujarit::vault::compartment::rotate_compartment;
use sujarit::vault::header::{Compartment, Header};
use sujarit::vault::id::KeyId;
use sujarit::vault::wrap::WrapRole;

use super::scene::{Scene, TOLD};

/// Changes the key of a compartment by hand, so that only these officers and the recovery key get the next one.
fn rotate(scene: &Scene, session: &Session, part: Compartment, stay: &[&str]) {
    let reading = Reading::for_officer(scene.app(), session, scene.case);
    let reading = scene.test.run(reading).unwrap().unwrap();
    let of = |part: &Opened| part.key.header().clone();
    let header = match part {
        Compartment::Internal => reading.internal.as_ref().map(of),
        _ => Some(of(&reading.channel)),
    };
    write(scene, session, &reading, &header.unwrap(), stay);
}

fn write(scene: &Scene, session: &Session, reading: &Reading, after: &Header, stay: &[&str]) {
    let (agency, case) = (scene.office.agency.id, scene.case);
    let now = scene.app().clock.now();
    let keys = scene.test.read(move |c| store::agencies::keys(c, agency));
    let mut recipients = vec![
        reading
            .directory
            .recipient(&KeyId::from_bytes(keys.recovery_key), WrapRole::Recovery, now)
            .unwrap(),
    ];
    for login in stay {
        let key = KeyId::from_bytes(scene.office.person(login).key);
        recipients.push(reading.directory.recipient(&key, WrapRole::Officer, now).unwrap());
    }
    let rng = &scene.app().rng;
    let (sealed, key) =
        rotate_compartment(after, &reading.directory, &recipients, &session.identity, rng).unwrap();
    let (compartment, epoch) = (
        i16::from(after.compartment.number()),
        i32::try_from(key.header().epoch).unwrap(),
    );
    scene.test.write(move |c| {
        let row = Row {
            agency,
            case,
            compartment,
            epoch,
            header: sealed.header.clone(),
            header_hash: sealed.header_hash,
        };
        store::envelopes::insert_compartment(c, &row)?;
        let wraps: Vec<WrapRow> = sealed
            .wraps
            .iter()
            .map(|wrap| WrapRow {
                agency,
                case,
                compartment,
                epoch,
                recipient: wrap.recipient.to_bytes(),
                role: i16::from(wrap.role.number()),
                bytes: wrap.bytes.clone(),
            })
            .collect();
        store::envelopes::insert_wraps(c, &wraps)
    });
}

fn those_who_stay_read_and_write_on(engine: Engine) {
    let scene = Scene::new(engine);
    let (first, second) = (scene.session("first"), scene.session("second"));
    let reporter = scene.reporter();
    scene.tells(&first, "เราได้รับเรื่องและเริ่มตรวจสอบแล้ว");
    scene.notes(&second, "บันทึกก่อนเปลี่ยนกุญแจ");

    rotate(&scene, &first, Compartment::Channel, &["first"]);
    rotate(&scene, &first, Compartment::Internal, &["first"]);
    assert!(scene.opens(&second).unwrap().is_none());
    scene.notes(&first, "บันทึกหลังเปลี่ยนกุญแจ");
    scene.tells(&first, "การตรวจสอบดำเนินต่อไปตามปกติ");
    scene.writes(&reporter, "ขอบคุณที่แจ้งความคืบหน้า").unwrap();
    // And once more: three epochs in a row.
    rotate(&scene, &first, Compartment::Channel, &["first", "third"]);
    scene.tells(&first, "แจ้งความคืบหน้าครั้งที่สอง");

    let case = scene.sees(&first);
    assert_eq!(case.report.narrative.as_str(), TOLD);
    assert_eq!((case.messages.len(), case.notes.len()), (4, 2));
    let followed = scene.follows(&reporter).unwrap();
    assert_eq!(followed.messages.len(), 4);
    // Whoever has the newest key of the channel, but not those before, was let in wrongly.
    let third = scene.session("third");
    assert_eq!(scene.opens(&third).err(), Some(Trouble::Damaged));
}

#[test]
fn those_who_stay_read_and_write_on_sqlite() {
    those_who_stay_read_and_write_on(Engine::Sqlite);
}

#[test]
fn those_who_stay_read_and_write_on_postgres() {
    those_who_stay_read_and_write_on(Engine::Postgres);
}

#[test]
fn a_header_that_does_not_follow_the_one_before_is_not_believed() {
    let scene = Scene::new(Engine::Sqlite);
    let first = scene.session("first");
    let reading = Reading::for_officer(scene.app(), &first, scene.case);
    let reading = scene.test.run(reading).unwrap().unwrap();
    let forged = Header {
        prev: [1; 32],
        dek_commit: [2; 32],
        ..reading.channel.key.header().clone()
    };
    write(&scene, &first, &reading, &forged, &["first", "second"]);
    assert_eq!(scene.opens(&first).err(), Some(Trouble::Damaged));
    assert_eq!(scene.follows(&scene.reporter()).err(), Some(Trouble::Damaged));
}

#[test]
fn what_is_written_under_an_old_key_after_the_new_one_is_not_believed() {
    let scene = Scene::new(Engine::Sqlite);
    let first = scene.session("first");
    let reading = Reading::for_officer(scene.app(), &first, scene.case);
    let reading = scene.test.run(reading).unwrap().unwrap();
    scene.tells(&first, "เขียนไว้ก่อนเปลี่ยนกุญแจแล้ว");
    write(&scene, &first, &reading, reading.channel.key.header(), &["first"]);
    scene.tells(&first, "เขียนไว้หลังเปลี่ยนกุญแจแล้ว");
    assert_eq!(scene.sees(&first).messages.len(), 2);
    // Somebody who writes to the database swaps the two: the newer one now stands before the older one.
    let swap = "UPDATE records SET position = CASE position WHEN 2 THEN 102 ELSE 103 END \
                WHERE compartment = 1 AND position IN (2, 3)";
    let back = "UPDATE records SET position = CASE position WHEN 102 THEN 3 ELSE 2 END \
                WHERE compartment = 1 AND position > 99";
    for sql in [swap, back] {
        scene.test.write(move |c| match c {
            store::Conn::Sqlite(c) => {
                use diesel::RunQueryDsl;
                diesel::sql_query(sql).execute(c.as_mut())?;
                Ok(())
            }
            store::Conn::Postgres(_) => unreachable!(),
        });
    }
    assert_eq!(scene.opens(&first).err(), Some(Trouble::Damaged));
}
