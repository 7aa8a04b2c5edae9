//! The tables of `migrations/`, as diesel sees them. Only this folder knows them.

diesel::table! {
    instance (singleton) {
        singleton -> SmallInt,
        id -> Binary,
        created_day -> Integer,
        setup_token_hash -> Nullable<Binary>,
    }
}

diesel::table! {
    agencies (id) {
        id -> Binary,
        slug -> Text,
        kind -> SmallInt,
        full_name -> Text,
        short_name -> Text,
        english_name -> Text,
        district -> Text,
        province -> Text,
        contact -> Text,
        general_link -> Text,
        outside_body -> Text,
        panel_size -> SmallInt,
        minimum_readers -> SmallInt,
        demonstration -> Bool,
    }
}

diesel::table! {
    agency_keys (agency_id) {
        agency_id -> Binary,
        root_pk -> Binary,
        root_locked -> Binary,
        recovery_key -> Binary,
    }
}

diesel::table! {
    units (agency_id, id) {
        agency_id -> Binary,
        id -> Binary,
        name -> Text,
        position -> SmallInt,
    }
}

diesel::table! {
    officers (agency_id, id) {
        agency_id -> Binary,
        id -> Binary,
        unit_id -> Nullable<Binary>,
        login -> Text,
        name -> Text,
        post -> Text,
        mail -> Text,
        roles -> SmallInt,
        key_id -> Binary,
        active -> Bool,
        locked_key -> Binary,
        locked_with_code -> Bool,
        totp -> Nullable<Binary>,
        totp_step -> BigInt,
        must_change -> Bool,
    }
}

diesel::table! {
    panels (agency_id, category, position) {
        agency_id -> Binary,
        category -> SmallInt,
        position -> SmallInt,
        officer_id -> Binary,
    }
}

diesel::table! {
    directories (agency_id, version) {
        agency_id -> Binary,
        version -> BigInt,
        hash -> Binary,
        bytes -> Binary,
        signature -> Binary,
    }
}

diesel::table! {
    sessions (agency_id, sid) {
        agency_id -> Binary,
        sid -> Binary,
        officer_id -> Binary,
        locked -> Binary,
        created_at -> BigInt,
        expires_at -> BigInt,
        idle_until -> BigInt,
    }
}

diesel::table! {
    sign_in_failures (agency_id, name) {
        agency_id -> Binary,
        name -> Binary,
        failures -> Integer,
        last_at -> BigInt,
    }
}

diesel::table! {
    recovery_codes (agency_id, officer_id) {
        agency_id -> Binary,
        officer_id -> Binary,
        locked_key -> Binary,
        made_at -> BigInt,
    }
}

diesel::table! {
    cases (agency_id, id) {
        agency_id -> Binary,
        id -> Binary,
        lookup_id -> Binary,
        fiscal_year -> SmallInt,
        number -> Integer,
        received_on -> Integer,
        due_on -> Integer,
        category -> SmallInt,
        kind -> SmallInt,
        channel -> SmallInt,
        origin -> SmallInt,
        state -> SmallInt,
        outside -> Bool,
        rule -> SmallInt,
        version -> Integer,
    }
}

diesel::table! {
    envelopes (agency_id, case_id, compartment, epoch) {
        agency_id -> Binary,
        case_id -> Binary,
        compartment -> SmallInt,
        epoch -> Integer,
        header_hash -> Binary,
        header -> Binary,
    }
}

diesel::table! {
    wraps (agency_id, case_id, compartment, epoch, recipient) {
        agency_id -> Binary,
        case_id -> Binary,
        compartment -> SmallInt,
        epoch -> Integer,
        recipient -> Binary,
        role -> SmallInt,
        bytes -> Binary,
    }
}

diesel::table! {
    records (agency_id, case_id, compartment, position) {
        agency_id -> Binary,
        case_id -> Binary,
        compartment -> SmallInt,
        position -> Integer,
        id -> Binary,
        epoch -> Integer,
        kind -> SmallInt,
        day -> Integer,
        at -> Nullable<BigInt>,
        author -> Binary,
        hash -> Binary,
        signature -> Binary,
        bytes -> Binary,
    }
}

diesel::table! {
    events (agency_id, case_id, seq) {
        agency_id -> Binary,
        case_id -> Binary,
        seq -> Integer,
        kind -> SmallInt,
        state -> SmallInt,
        day -> Integer,
        at -> Nullable<BigInt>,
        officer_id -> Nullable<Binary>,
        record_id -> Nullable<Binary>,
        reason -> Nullable<SmallInt>,
        until_day -> Nullable<Integer>,
    }
}

diesel::table! {
    outbox (agency_id, id) {
        agency_id -> Binary,
        id -> Binary,
        officer_id -> Binary,
        kind -> SmallInt,
        day -> Integer,
        attempts -> SmallInt,
        retry_at -> BigInt,
        leased_until -> BigInt,
        sent_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    log_tails (agency_id) {
        agency_id -> Binary,
        next_seq -> BigInt,
        hash -> Binary,
    }
}

diesel::table! {
    log_entries (agency_id, seq) {
        agency_id -> Binary,
        seq -> BigInt,
        at -> BigInt,
        actor -> Nullable<Binary>,
        action -> SmallInt,
        object -> Binary,
        nonce -> Nullable<Binary>,
        detail -> Nullable<Text>,
        detail_hash -> Binary,
        prev -> Binary,
        hash -> Binary,
    }
}

diesel::table! {
    log_heads (agency_id, day) {
        agency_id -> Binary,
        day -> Integer,
        seq -> BigInt,
        hash -> Binary,
        log_key -> Binary,
        signature -> Binary,
    }
}

diesel::table! {
    log_mails (agency_id, day) {
        agency_id -> Binary,
        day -> Integer,
        attempts -> SmallInt,
        retry_at -> BigInt,
        leased_until -> BigInt,
        sent_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    log_settings (agency_id) {
        agency_id -> Binary,
        witness -> Text,
    }
}

diesel::table! {
    log_checks (agency_id) {
        agency_id -> Binary,
        at -> BigInt,
        findings -> Integer,
        kinds -> Text,
    }
}

diesel::table! {
    escalations (agency_id, case_id, alarm, round, due_on, officer_id) {
        agency_id -> Binary,
        case_id -> Binary,
        alarm -> SmallInt,
        round -> SmallInt,
        due_on -> Integer,
        officer_id -> Binary,
        noted_on -> Integer,
        told_on -> Nullable<Integer>,
    }
}

diesel::table! {
    proposals (agency_id, case_id, record_id) {
        agency_id -> Binary,
        case_id -> Binary,
        record_id -> Binary,
        matter -> SmallInt,
        proposer_id -> Binary,
        version -> Integer,
        at -> BigInt,
        verdict -> Nullable<SmallInt>,
        decided_by -> Nullable<Binary>,
        decided_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    disclosures (agency_id, case_id, record_id) {
        agency_id -> Binary,
        case_id -> Binary,
        record_id -> Binary,
        ground -> SmallInt,
        requester_id -> Binary,
        requested_at -> BigInt,
        verdict -> Nullable<SmallInt>,
        decided_by -> Nullable<Binary>,
        decided_at -> Nullable<BigInt>,
        approval_id -> Nullable<Binary>,
        opened_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    assignments (agency_id, case_id) {
        agency_id -> Binary,
        case_id -> Binary,
        officer_id -> Binary,
        assigned_by -> Binary,
        at -> BigInt,
    }
}

diesel::table! {
    case_units (agency_id, case_id) {
        agency_id -> Binary,
        case_id -> Binary,
        unit_id -> Binary,
        named_on -> Integer,
    }
}

diesel::table! {
    holds (agency_id, case_id, record_id) {
        agency_id -> Binary,
        case_id -> Binary,
        record_id -> Binary,
        set_by -> Binary,
        set_at -> BigInt,
        lifted_by -> Nullable<Binary>,
        lifted_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    tombstones (agency_id, case_id) {
        agency_id -> Binary,
        case_id -> Binary,
        class -> SmallInt,
        removed_on -> Integer,
    }
}

diesel::allow_tables_to_appear_in_same_query!(cases, envelopes, wraps);
diesel::allow_tables_to_appear_in_same_query!(cases, events);
diesel::allow_tables_to_appear_in_same_query!(cases, holds);
diesel::allow_tables_to_appear_in_same_query!(cases, tombstones);
diesel::allow_tables_to_appear_in_same_query!(log_entries, envelopes);
diesel::allow_tables_to_appear_in_same_query!(log_entries, log_heads);
diesel::allow_tables_to_appear_in_same_query!(log_entries, wraps);
diesel::allow_tables_to_appear_in_same_query!(sessions, officers);
