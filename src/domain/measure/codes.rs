//! The lists a measure is chosen from. Their words are those of the glossary.

use crate::domain::coded::coded;

coded!(
    /// What is recorded.
    MeasureKind {
        /// คำสั่งสอบข้อเท็จจริง
        Facts = 1 => "facts",
        /// การดำเนินการทางวินัย
        Discipline = 2 => "discipline",
        /// การดำเนินการทางกฎหมาย
        Legal = 3 => "legal",
        /// หนังสือส่งหน่วยงานภายนอก
        Referral = 4 => "referral",
        /// การป้องกันไม่ให้เกิดซ้ำ
        Prevention = 5 => "prevention",
        /// ผลหรือความคืบหน้าของขั้นตอนที่บันทึกไว้
        Progress = 6 => "progress",
    }
);

coded!(
    /// Who finds the facts.
    Examiner {
        /// คณะกรรมการ
        Committee = 1 => "committee",
        /// เจ้าหน้าที่คนเดียว
        Officer = 2 => "officer",
    }
);

coded!(
    /// How grave the misconduct is.
    Gravity {
        /// วินัยอย่างไม่ร้ายแรง
        Minor = 1 => "minor",
        /// วินัยอย่างร้ายแรง
        Gross = 2 => "gross",
    }
);

coded!(
    /// What follows for the person.
    Sanction {
        /// ยังไม่มีคำสั่งลงโทษ
        Undecided = 1 => "undecided",
        /// ไม่ลงโทษ
        None = 2 => "none",
        /// ภาคทัณฑ์
        Reprimand = 3 => "reprimand",
        /// ตัดเงินเดือน
        SalaryCut = 4 => "salary_cut",
        /// ลดขั้นเงินเดือน
        SalaryStepReduction = 5 => "salary_step_reduction",
        /// ปลดออก
        Discharged = 6 => "discharged",
        /// ไล่ออก
        Expelled = 7 => "expelled",
    }
);

coded!(
    /// A step before the law outside the office.
    LegalStep {
        /// ร้องทุกข์หรือกล่าวโทษต่อพนักงานสอบสวน
        CriminalComplaint = 1 => "criminal_complaint",
        /// ความรับผิดทางละเมิด
        TortLiability = 2 => "tort_liability",
    }
);

coded!(
    /// A body outside the agency that a matter can be sent to.
    Body {
        /// สำนักงาน ป.ป.ช.
        Nacc = 1 => "nacc",
        /// สำนักงาน ป.ป.ท.
        Pacc = 2 => "pacc",
        /// สตง.
        StateAuditOffice = 3 => "state_audit_office",
        /// ตำรวจ
        Police = 4 => "police",
        /// ที่ว่าการอำเภอ
        District = 5 => "district",
        /// สถจ.
        ProvincialLocalOffice = 6 => "provincial_local_office",
        /// หน่วยงานอื่น
        Other = 7 => "other",
    }
);

coded!(
    /// What came of a measure.
    ProgressKind {
        /// ได้รับหนังสือตอบรับ
        Acknowledged = 1 => "acknowledged",
        /// ได้รับผล
        Result = 2 => "result",
        /// ดำเนินการแล้ว
        Done = 3 => "done",
    }
);
