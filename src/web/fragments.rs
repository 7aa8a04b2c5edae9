//! The parts of pages in `fragments.html`, tried here once each; pages import them by themselves.

#[cfg(test)]
mod tests {
    use askama::Template;
    use std::sync::Arc;

    use crate::web::field::{Choice, Mistakes, TypedDate};
    use crate::web::layout::Frame;
    use crate::web::sieve::Asked;
    use crate::web::tests::village::Village;
    use crate::web::token::SessionTag;
    use crate::web::visit::Visit;
    use crate::words::Language;

    #[derive(Template)]
    #[template(
        ext = "html",
        source = r#"{% import "web/fragments.html" as f %}
{% call f::error_summary(mistakes) %}{% endcall %}
{% call f::hidden("token", "t&1") %}{% endcall %}
{% call f::text(mistakes, "place", "Where", "", typed) %}{% endcall %}
{% call f::text(mistakes, "who", "Who", "Name or post", typed) %}{% endcall %}
{% call f::password(mistakes, "secret", "Password", "", "current-password") %}{% endcall %}
{% call f::textarea(mistakes, "what", "What", "", typed) %}{% endcall %}
{% call f::question(mistakes, "story", "What happened?", "Tell it", typed) %}{% endcall %}
{% call f::picks(mistakes, "radio", "kind", "Kind", "h1", "", choices) %}{% endcall %}
{% call f::picks(mistakes, "checkbox", "units", "Units", "", "", choices) %}{% endcall %}
{% call f::select(mistakes, "unit", "Unit", "", choices) %}{% endcall %}
{% call f::date(mistakes, "when", "When", "", date) %}{% endcall %}
<dl class="sum">{% call f::row("Term", "value") %}{% endcall %}
{% call f::row_change("Term", "value", "go", "2") %}{% endcall %}</dl>
{% call f::note("warn", "Careful", "text") %}{% endcall %}
{% call f::submit("Send") %}{% endcall %}
{% call f::tag("late", "Late") %}{% endcall %}
<ul class="msgs">{% call f::message(true, "hello", "today") %}{% endcall %}</ul>
<ol class="log">{% call f::step("Received", "today") %}{% endcall %}</ol>
{% call f::progress(2, 7) %}{% endcall %}"#
    )]
    struct Everything {
        frame: Frame,
        mistakes: Mistakes,
        typed: String,
        choices: Vec<Choice>,
        date: TypedDate,
    }

    fn everything() -> String {
        let asked = Asked {
            language: Language::English,
            path: "/".to_owned(),
        };
        let visit = Visit::new(Arc::new(Village::default()), asked, None, SessionTag::default());
        let mut mistakes = Mistakes::default();
        mistakes.add("place", "Say where");
        mistakes.add("when", "Give a year");
        let page = Everything {
            frame: visit.frame("x"),
            mistakes,
            typed: "\n<script>\"ก&".to_owned(),
            choices: vec![
                Choice::new("a", "A").hint("first").chosen(true),
                Choice::new("b", "B"),
            ],
            date: TypedDate {
                month: "3".to_owned().into(),
                ..TypedDate::default()
            },
        };
        page.render().unwrap()
    }

    #[test]
    fn typed_text_is_escaped_and_keeps_its_first_line_break() {
        let html = everything();
        assert!(!html.contains("<script>"), "{html}");
        assert!(
            html.contains(">\n\n&#60;script&#62;&#34;ก&#38;</textarea>"),
            "{html}"
        );
    }

    #[test]
    fn a_mistake_is_linked_to_its_field_and_read_with_it() {
        let html = everything();
        assert!(html.contains(r##"<a href="#place">Say where</a>"##), "{html}");
        assert!(
            html.contains(r#"aria-describedby=" place-error" aria-invalid="true""#),
            "{html}"
        );
        assert!(html.contains(r#"id="who" name="who""#), "{html}");
        assert!(html.contains(r#"aria-describedby="who-hint""#), "{html}");
        assert!(html.contains("Please correct 2 things"), "{html}");
    }

    #[test]
    fn every_id_stands_once() {
        let html = everything();
        let mut ids: Vec<&str> = html
            .split(" id=\"")
            .skip(1)
            .filter_map(|rest| rest.split('"').next())
            .collect();
        let all = ids.len();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), all);
    }

    #[test]
    fn what_is_chosen_stays_chosen() {
        let html = everything();
        assert!(
            html.contains(r#"<option value="3" selected>March</option>"#),
            "{html}"
        );
        assert!(html.contains(r#"value="a" checked"#), "{html}");
        assert!(!html.contains(r#"value="b" checked"#), "{html}");
    }
}
