#!/usr/bin/env python3
"""Makes the fonts of papers from the Sarabun of the npm package @expo-google-fonts/sarabun 0.4.1 (OFL 1.1).

    npm pack @expo-google-fonts/sarabun@0.4.1 && tar xzf expo-google-fonts-sarabun-0.4.1.tgz
    pip install fonttools==4.68.0 && python3 make.py package .

Keeps Thai, Latin and the signs of texts, and adds three code points of the private use area, which nobody types.
They let a PDF name the letter of every glyph, so that Thai is copied out of it as it was written:

    U+E0E1  the า of a ำ whose ring is drawn together with a tone mark; looks like า
    U+E0E2  ำ with its ring further left, for letters with a tall tail: ป ฝ ฟ
    U+E0E3  that ring alone, so that the program finds it
"""
import sys
from copy import deepcopy
from fontTools import subset
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont

KEPT = ("U+0020-007E,U+00A0-00FF,U+0E01-0E3A,U+0E3F-0E5B,U+2010-2015,U+2018-201A,U+201C-201E,U+2022,U+2026,"
        "U+2030,U+2039,U+203A,U+20AC,U+2212,U+2192,U+25CC,U+00D7")


def single(font, feature_glyph):
    """What single substitutions of the font turn a glyph into."""
    found = set()
    for lookup in font["GSUB"].table.LookupList.Lookup:
        for table in lookup.SubTable:
            table = getattr(table, "ExtSubTable", table)
            if hasattr(table, "mapping") and feature_glyph in table.mapping:
                found.add(table.mapping[feature_glyph])
    return found


def make(source, target):
    options = subset.Options(layout_features=["*"], name_IDs=["*"], notdef_outline=True)
    font = subset.load_font(source, options)
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=subset.parse_unicodes(KEPT))
    subsetter.subset(font)
    font.save(target)

    font = TTFont(target, recalcTimestamp=False)
    letters, outlines, widths = font.getBestCmap(), font["glyf"], font["hmtx"]
    aa, ring = letters[0x0E32], letters[0x0E4D]
    (narrow,) = single(font, ring)

    outlines["aa.am"] = deepcopy(outlines[aa])
    widths["aa.am"] = widths[aa]
    pen = TTGlyphPen(outlines)
    pen.addComponent(narrow, (1, 0, 0, 1, 0, 0))
    pen.addComponent(aa, (1, 0, 0, 1, 0, 0))
    outlines["am.narrow"] = pen.glyph()
    widths["am.narrow"] = (widths[aa][0], widths[narrow][1])
    for table in font["cmap"].tables:
        if table.isUnicode():
            table.cmap.update({0xE0E1: "aa.am", 0xE0E2: "am.narrow", 0xE0E3: narrow})
    font.save(target)


if __name__ == "__main__":
    package, folder = sys.argv[1:]
    make(f"{package}/400Regular/Sarabun_400Regular.ttf", f"{folder}/sarabun-400.ttf")
    make(f"{package}/700Bold/Sarabun_700Bold.ttf", f"{folder}/sarabun-700.ttf")
