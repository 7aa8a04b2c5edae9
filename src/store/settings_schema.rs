//! The tables of what an agency decides for itself, as diesel sees them.

diesel::table! {
    replies (agency_id, id, version) {
        agency_id -> Binary,
        id -> Binary,
        version -> Integer,
        deed -> SmallInt,
        state -> Nullable<SmallInt>,
        title -> Text,
        thai -> Text,
        english -> Text,
        retired -> Bool,
        at -> BigInt,
        officer_id -> Binary,
    }
}

diesel::table! {
    reminder_settings (agency_id) {
        agency_id -> Binary,
        overdue_to -> Nullable<Binary>,
        set_by -> Binary,
        set_at -> BigInt,
    }
}

diesel::table! {
    retention_decisions (agency_id, class, version) {
        agency_id -> Binary,
        class -> SmallInt,
        version -> Integer,
        days -> Integer,
        reason -> Text,
        decided_by -> Binary,
        decided_at -> BigInt,
        signed_by -> Nullable<Binary>,
        signed_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    retention_proposals (agency_id, id) {
        agency_id -> Binary,
        id -> Binary,
        class -> SmallInt,
        version -> Integer,
        days -> Integer,
        reason -> Text,
        proposer_id -> Binary,
        at -> BigInt,
        verdict -> Nullable<SmallInt>,
        decided_by -> Nullable<Binary>,
        decided_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    deadline_rules (agency_id, id) {
        agency_id -> Binary,
        id -> SmallInt,
        track -> SmallInt,
        days -> SmallInt,
        extension_days -> SmallInt,
        warn_days -> SmallInt,
        source -> Text,
        from_day -> Integer,
        set_by -> Binary,
        set_at -> BigInt,
    }
}

diesel::table! {
    holidays (agency_id, day) {
        agency_id -> Binary,
        day -> Integer,
        kind -> Nullable<SmallInt>,
        name -> Text,
        source -> Text,
        set_by -> Binary,
        set_at -> BigInt,
    }
}
