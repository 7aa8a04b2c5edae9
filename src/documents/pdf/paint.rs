//! From laid-out pages to a tagged file that keeps PDF/A-2a and PDF/UA-1.

use std::collections::BTreeMap;
use std::num::NonZeroU16;

use krilla::action::{Action, LinkAction};
use krilla::annotation::{Annotation, LinkAnnotation, Target};
use krilla::color::rgb;
use krilla::configure::{Accessibility, Archival, ConfigurationBuilder};
use krilla::destination::XyzDestination;
use krilla::geom::{PathBuilder, Point, Rect};
use krilla::metadata::{DateTime, Metadata};
use krilla::outline::{Outline, OutlineNode};
use krilla::page::PageSettings;
use krilla::paint::Fill;
use krilla::surface::Surface;
use krilla::tagging::{
    Artifact, ArtifactType, ContentTag, Identifier, ListNumbering, SpanTag, TableHeaderScope, Tag, TagGroup,
    TagKind, TagTree,
};
use krilla::text::{GlyphId, KrillaGlyph};
use krilla::{Document, SerializeSettings};

use super::face::Faces;
use super::flow::Flow;
use super::{Ink, Kind, Mark, Op, PAGE, Part};
use crate::documents::DocumentError;
use crate::documents::paper::Paper;

/// The identifiers of what was drawn, by leaf.
type Drawn = BTreeMap<usize, Vec<Identifier>>;

/// Writes the file.
pub fn paint(flow: &Flow<'_>) -> Result<Vec<u8>, DocumentError> {
    let configuration = ConfigurationBuilder::new()
        .with_archival_validator(Archival::A2_A)
        .with_accessibility_validator(Accessibility::UA1)
        .finish()
        .map_err(|_| DocumentError::Pdf)?;
    let mut document = Document::new_with(SerializeSettings {
        configuration,
        ..SerializeSettings::default()
    });
    document.set_metadata(metadata(flow.paper));
    let mut drawn = Drawn::new();
    for laid in &flow.pages {
        let settings = PageSettings::from_wh(PAGE.0, PAGE.1).ok_or(DocumentError::Pdf)?;
        let mut page = document.start_page_with(settings);
        let mut surface = page.surface();
        for (mark, op) in &laid.ops {
            if matches!(op, Op::Follow { .. }) {
                continue;
            }
            let identifier = surface.start_tagged(tag_of(*mark));
            draw(&mut surface, &flow.faces, op);
            surface.end_tagged();
            if let Mark::Leaf(leaf) = mark {
                drawn.entry(*leaf).or_default().push(identifier);
            }
        }
        surface.finish();
        for (mark, op) in &laid.ops {
            if let (Mark::Leaf(leaf), Some(annotation)) = (mark, follow(op)) {
                let identifier = page.add_tagged_annotation(annotation);
                drawn.entry(*leaf).or_default().push(identifier);
            }
        }
        page.finish();
    }
    document.set_outline(outline(flow));
    document.set_tag_tree(tree(flow, &mut drawn));
    document.finish().map_err(|_| DocumentError::Pdf)
}

fn metadata(paper: &Paper) -> Metadata {
    let date = paper.dated.date();
    let date = DateTime::new(u16::try_from(date.year()).unwrap_or(0))
        .month(date.month().unsigned_abs())
        .day(date.day().unsigned_abs())
        .utc_offset_hour(7);
    Metadata::new()
        .title(paper.title.clone())
        .language(paper.language.to_owned())
        .authors(vec![paper.author.clone()])
        .creation_date(date)
}

fn tag_of(mark: Mark) -> ContentTag<'static> {
    match mark {
        Mark::Leaf(_) => ContentTag::Span(SpanTag::empty()),
        Mark::Look => ContentTag::Artifact(Artifact::with_kind(ArtifactType::Layout)),
        Mark::Pages => ContentTag::Artifact(Artifact::with_kind(ArtifactType::PaginationOther)),
    }
}

fn fill_of(ink: Ink) -> Fill {
    let color = match ink {
        Ink::Black => rgb::Color::new(0, 0, 0),
        Ink::Grey => rgb::Color::new(80, 80, 80),
        Ink::Shade => rgb::Color::new(236, 239, 242),
        Ink::White => rgb::Color::new(255, 255, 255),
        Ink::Green => rgb::Color::new(11, 90, 60),
    };
    Fill {
        paint: color.into(),
        ..Fill::default()
    }
}

fn draw(surface: &mut Surface<'_>, faces: &Faces, op: &Op) {
    match op {
        Op::Text {
            x,
            y,
            size,
            weight,
            ink,
            text,
        } => {
            let face = faces.of(*weight);
            let glyphs: Vec<KrillaGlyph> = face
                .shape(text)
                .into_iter()
                .map(|glyph| {
                    let id = GlyphId::new(glyph.id);
                    KrillaGlyph::new(id, glyph.advance, glyph.dx, glyph.dy, 0.0, glyph.letters, None)
                })
                .collect();
            surface.set_fill(Some(fill_of(*ink)));
            surface.draw_glyphs(
                Point::from_xy(*x, *y),
                &glyphs,
                face.font.clone(),
                text,
                *size,
                false,
            );
        }
        Op::Box {
            x,
            y,
            width,
            height,
            ink,
        } => rectangles(surface, *ink, [(*x, *y, *width, *height)]),
        Op::Squares { x, y, size, at } => {
            let runs = at.iter().map(|(column, row, length)| {
                let (left, top) = (x + f32::from(*column) * size, y + f32::from(*row) * size);
                (left, top, f32::from(*length) * size, *size)
            });
            rectangles(surface, Ink::Black, runs);
        }
        Op::Follow { .. } => {}
    }
}

fn rectangles(surface: &mut Surface<'_>, ink: Ink, all: impl IntoIterator<Item = (f32, f32, f32, f32)>) {
    let mut builder = PathBuilder::new();
    for (x, y, width, height) in all {
        if let Some(rectangle) = Rect::from_xywh(x, y, width, height) {
            builder.push_rect(rectangle);
        }
    }
    if let Some(path) = builder.finish() {
        surface.set_fill(Some(fill_of(ink)));
        surface.draw_path(&path);
    }
}

fn follow(op: &Op) -> Option<Annotation> {
    let Op::Follow {
        x,
        y,
        width,
        height,
        address,
    } = op
    else {
        return None;
    };
    let rectangle = Rect::from_xywh(*x, *y, width.max(1.0), *height)?;
    let target = Target::Action(Action::Link(LinkAction::new(address.clone())));
    let link = LinkAnnotation::new(rectangle, target);
    Some(Annotation::new_link(link, Some(address.clone())))
}

fn outline(flow: &Flow<'_>) -> Outline {
    let mut outline = Outline::new();
    for (title, page, y) in &flow.headings {
        let place = XyzDestination::new(*page, Point::from_xy(flow.geometry.left, *y));
        outline.push_child(OutlineNode::new(title.clone(), place));
    }
    outline
}

fn tree(flow: &Flow<'_>, drawn: &mut Drawn) -> TagTree {
    let mut tree = TagTree::new().with_lang(Some(flow.paper.language.to_owned()));
    for part in &flow.parts {
        match part {
            Part::Group(kind, parts) => tree.push(group(kind, parts, drawn)),
            Part::Leaf(leaf) => {
                for identifier in drawn.remove(leaf).unwrap_or_default() {
                    tree.push(identifier);
                }
            }
        }
    }
    tree
}

fn group(kind: &Kind, parts: &[Part], drawn: &mut Drawn) -> TagGroup {
    let mut group = TagGroup::new(kind_of(kind));
    for part in parts {
        match part {
            Part::Group(kind, parts) => group.push(self::group(kind, parts, drawn)),
            Part::Leaf(leaf) => {
                for identifier in drawn.remove(leaf).unwrap_or_default() {
                    group.push(identifier);
                }
            }
        }
    }
    group
}

fn kind_of(kind: &Kind) -> TagKind {
    match kind {
        Kind::Heading(level, title) => {
            let level = NonZeroU16::new(*level).unwrap_or(NonZeroU16::MIN);
            Tag::Hn(level, Some(title.clone())).into()
        }
        Kind::Paragraph => Tag::P.into(),
        Kind::List => Tag::L(ListNumbering::None).into(),
        Kind::Item => Tag::LI.into(),
        Kind::Label => Tag::Lbl.into(),
        Kind::Body => Tag::LBody.into(),
        Kind::Table(summary) => Tag::Table.with_summary(Some(summary.clone())).into(),
        Kind::Caption => Tag::Caption.into(),
        Kind::Head => Tag::THead.into(),
        Kind::Rows => Tag::TBody.into(),
        Kind::Row => Tag::TR.into(),
        Kind::ColumnHead => Tag::TH(TableHeaderScope::Column).into(),
        Kind::RowHead => Tag::TH(TableHeaderScope::Row).into(),
        Kind::Cell => Tag::TD.into(),
        Kind::Link => Tag::Link.into(),
        Kind::Figure(alternative) => Tag::Figure(Some(alternative.clone())).into(),
    }
}
