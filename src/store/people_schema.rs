//! The tables of how people join and what they are appointed to, as diesel sees them.

diesel::table! {
    invitations (agency_id, id) {
        agency_id -> Binary,
        id -> Binary,
        token_hash -> Binary,
        login -> Text,
        name -> Text,
        mail -> Text,
        post -> Text,
        unit_id -> Nullable<Binary>,
        roles -> SmallInt,
        order_number -> Text,
        ordered_on -> Integer,
        from_on -> Integer,
        until_on -> Nullable<Integer>,
        invited_by -> Binary,
        invited_at -> BigInt,
        ended -> Nullable<SmallInt>,
    }
}

diesel::table! {
    appointments (agency_id, officer_id, seq) {
        agency_id -> Binary,
        officer_id -> Binary,
        seq -> Integer,
        post -> Text,
        unit_id -> Nullable<Binary>,
        roles -> SmallInt,
        order_number -> Text,
        ordered_on -> Integer,
        from_on -> Integer,
        until_on -> Nullable<Integer>,
        by_id -> Nullable<Binary>,
        at -> BigInt,
        in_force_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    public_keys (agency_id, officer_id) {
        agency_id -> Binary,
        officer_id -> Binary,
        kem_pk -> Binary,
        sig_pk -> Binary,
    }
}
