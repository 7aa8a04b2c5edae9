//! The tables of how people join and what they are appointed to, as diesel sees them.

use super::schema::{cases, envelopes, log_entries, wraps};

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
    earlier_accounts (agency_id, officer_id, earlier_id) {
        agency_id -> Binary,
        officer_id -> Binary,
        earlier_id -> Binary,
    }
}

diesel::table! {
    returning_invitations (agency_id, invitation_id) {
        agency_id -> Binary,
        invitation_id -> Binary,
        earlier_id -> Binary,
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

diesel::table! {
    delegations (agency_id, id) {
        agency_id -> Binary,
        id -> Binary,
        from_id -> Binary,
        to_id -> Binary,
        mode -> SmallInt,
        order_number -> Text,
        from_on -> Integer,
        until_on -> Integer,
        made_by -> Binary,
        made_at -> BigInt,
        ended_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    delegated_cases (agency_id, case_id, recipient) {
        agency_id -> Binary,
        case_id -> Binary,
        recipient -> Binary,
        delegation_id -> Binary,
        until_on -> Integer,
    }
}

diesel::allow_tables_to_appear_in_same_query!(cases, delegated_cases);
diesel::allow_tables_to_appear_in_same_query!(delegated_cases, envelopes);
diesel::allow_tables_to_appear_in_same_query!(delegated_cases, log_entries);
diesel::allow_tables_to_appear_in_same_query!(delegated_cases, wraps);
