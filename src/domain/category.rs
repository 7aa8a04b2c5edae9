//! What a report is about: the eleven categories of the plans (requirements §1.4, R73–R84).

use super::coded::coded;

coded!(
    /// The category the reporter chooses; it decides which panel receives the report.
    Category {
        /// การจัดซื้อจัดจ้าง
        Procurement = 1 => "proc",
        /// การเงินและการใช้จ่ายงบประมาณ
        Finance = 2 => "fin",
        /// การใช้ทรัพย์สินของราชการ
        Property = 3 => "prop",
        /// การบริหารงานบุคคล
        Personnel = 4 => "hr",
        /// การอนุมัติ อนุญาต ออกใบอนุญาต
        Licensing = 5 => "lic",
        /// การให้บริการประชาชน
        Service = 6 => "svc",
        /// เรียกรับสินบน / ของขวัญของกำนัล
        Bribery = 7 => "brb",
        /// ผลประโยชน์ทับซ้อน
        ConflictOfInterest = 8 => "coi",
        /// การใช้อำนาจ/การปฏิบัติหน้าที่โดยมิชอบ
        Duty = 9 => "adm",
        /// การฝ่าฝืนประมวลจริยธรรม
        Ethics = 10 => "eth",
        /// อื่น ๆ
        Other = 11 => "oth",
    }
);

coded!(
    /// What the reporter means to give (R5): all three are counted, complaints and tips apart (R57).
    Kind {
        /// เรื่องร้องเรียน
        Complaint = 1 => "complaint",
        /// แจ้งเบาะแส
        Tip = 2 => "tip",
        /// ข้อคิดเห็น
        Opinion = 3 => "opinion",
    }
);

coded!(
    /// How the reporter wants to be known.
    IdentityMode {
        /// ไม่ระบุตัวตน: the service never learns who it is.
        Anonymous = 1 => "anonymous",
        /// ขอปกปิดชื่อ: the name is sealed to the identity custodians alone.
        Confidential = 2 => "confidential",
        /// เปิดเผยชื่อ: the handling officers may use the name.
        Named = 3 => "named",
    }
);

coded!(
    /// The way a matter reached the agency (R8–R13).
    Channel {
        /// This website.
        Website = 1 => "website",
        /// เคาน์เตอร์ / มาด้วยตนเอง
        Counter = 2 => "counter",
        /// โทรศัพท์
        Phone = 3 => "phone",
        /// จดหมาย
        Letter = 4 => "letter",
        /// กล่องรับฟังความคิดเห็น
        Box = 5 => "box",
        /// การประชุม
        Meeting = 6 => "meeting",
        /// สื่อสังคมออนไลน์
        SocialMedia = 7 => "social",
        /// หน่วยงานอื่นส่งมา
        Referral = 8 => "referral",
        /// อีเมล
        Email = 9 => "email",
        /// งานของหน่วยงานเอง: an inspection, an audit, what somebody noticed at work.
        OwnWork = 10 => "own",
    }
);

coded!(
    /// The three ways a case starts (R8).
    Origin {
        /// รับแจ้ง
        Reported = 1 => "reported",
        /// ได้ทราบ
        BecameAware = 2 => "aware",
        /// ตรวจสอบพบ
        Detected = 3 => "detected",
    }
);

coded!(
    /// The form of a local government (§3.15).
    AgencyKind {
        /// องค์การบริหารส่วนตำบล
        SubdistrictOrganisation = 1 => "sao",
        /// เทศบาลตำบล
        SubdistrictMunicipality = 2 => "tm",
        /// เทศบาลเมือง
        TownMunicipality = 3 => "mm",
        /// เทศบาลนคร
        CityMunicipality = 4 => "nm",
        /// องค์การบริหารส่วนจังหวัด
        ProvincialOrganisation = 5 => "pao",
        /// รูปแบบพิเศษ (กรุงเทพมหานคร เมืองพัทยา) and others
        Special = 6 => "special",
    }
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_category_is_read_back_by_number_and_by_name() {
        assert_eq!(Category::ALL.len(), 11);
        for category in Category::ALL {
            assert_eq!(Category::from_code(category.code()), Some(*category));
            assert_eq!(Category::from_key(category.key()), Some(*category));
        }
        assert_eq!(Category::from_code(0), None);
        assert_eq!(Category::from_key("PROC"), None);
    }
}
