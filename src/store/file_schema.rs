//! The tables of sealed files, as diesel sees them.

diesel::table! {
    blobs (agency_id, case_id, id) {
        agency_id -> Binary,
        case_id -> Binary,
        id -> Binary,
        compartment -> SmallInt,
        epoch -> Integer,
        hash -> Binary,
        signature -> Binary,
        length -> BigInt,
    }
}

diesel::table! {
    uploads (agency_id, id) {
        agency_id -> Binary,
        id -> Binary,
        place -> Binary,
        day -> Integer,
        epoch -> Integer,
        length -> BigInt,
        hash -> Nullable<Binary>,
        signature -> Nullable<Binary>,
        about -> Nullable<Binary>,
        about_signature -> Nullable<Binary>,
    }
}

diesel::table! {
    beginnings (agency_id, place) {
        agency_id -> Binary,
        place -> Binary,
        case_id -> Binary,
        header -> Binary,
        wrap -> Binary,
        day -> Integer,
    }
}
