//! The tables of what is published and of the survey, as diesel sees them.

diesel::table! {
    edition_settings (agency_id) {
        agency_id -> Binary,
        threshold -> SmallInt,
        automatic -> Bool,
        set_by -> Binary,
        set_at -> BigInt,
    }
}

diesel::table! {
    edition_drafts (agency_id, fiscal_year, as_of, corrects) {
        agency_id -> Binary,
        fiscal_year -> SmallInt,
        as_of -> Integer,
        corrects -> SmallInt,
        figures -> Text,
        reason -> Text,
        prepared_at -> BigInt,
        prepared_by -> Nullable<Binary>,
        edition -> Nullable<Integer>,
    }
}

diesel::table! {
    edition_halves (agency_id, fiscal_year, half) {
        agency_id -> Binary,
        fiscal_year -> SmallInt,
        half -> SmallInt,
        breakdown -> Text,
    }
}

diesel::table! {
    editions (agency_id, serial) {
        agency_id -> Binary,
        serial -> Integer,
        fiscal_year -> SmallInt,
        number -> SmallInt,
        as_of -> Integer,
        published_at -> BigInt,
        approved_by -> Binary,
        statement -> Text,
        prev -> Binary,
        digest -> Binary,
        edition_key -> Binary,
        signature -> Binary,
    }
}

diesel::table! {
    edition_files (agency_id, serial, form, language) {
        agency_id -> Binary,
        serial -> Integer,
        form -> SmallInt,
        language -> SmallInt,
        digest -> Binary,
        bytes -> Binary,
    }
}

diesel::table! {
    edition_failures (agency_id, fiscal_year, as_of, corrects) {
        agency_id -> Binary,
        fiscal_year -> SmallInt,
        as_of -> Integer,
        corrects -> SmallInt,
        form -> SmallInt,
    }
}

diesel::allow_tables_to_appear_in_same_query!(edition_drafts, edition_failures);

diesel::table! {
    handbooks (agency_id, version) {
        agency_id -> Binary,
        version -> Integer,
        announced_on -> Integer,
        place -> Text,
        at -> BigInt,
        officer_id -> Binary,
        paper -> Binary,
    }
}

diesel::table! {
    embed_sites (agency_id) {
        agency_id -> Binary,
        sites -> Text,
    }
}

diesel::table! {
    survey_answers (agency_id, id) {
        agency_id -> Binary,
        id -> Binary,
        month -> Integer,
        ease -> SmallInt,
        clarity -> SmallInt,
        speed -> SmallInt,
        trust -> SmallInt,
        overall -> SmallInt,
    }
}

diesel::table! {
    survey_rights (agency_id, used) {
        agency_id -> Binary,
        used -> Binary,
    }
}

diesel::table! {
    report_drafts (agency_id, fiscal_year, round, officer_id) {
        agency_id -> Binary,
        fiscal_year -> SmallInt,
        round -> SmallInt,
        officer_id -> Binary,
        version -> Integer,
        kept_on -> Integer,
        sealed -> Binary,
    }
}

diesel::table! {
    report_proposals (agency_id, fiscal_year, round) {
        agency_id -> Binary,
        fiscal_year -> SmallInt,
        round -> SmallInt,
        wording -> Text,
        proposed_by -> Binary,
        proposed_at -> BigInt,
    }
}

diesel::table! {
    reports (agency_id, fiscal_year, round, number) {
        agency_id -> Binary,
        fiscal_year -> SmallInt,
        round -> SmallInt,
        number -> SmallInt,
        statement -> Text,
        report_key -> Binary,
        signature -> Binary,
        paper -> Binary,
        approved_by -> Binary,
        published_at -> BigInt,
    }
}
