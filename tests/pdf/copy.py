#!/usr/bin/env python3
"""Has four PDF readers copy the Thai out of the papers that the tests have written, and counts the words that
come out as they went in. Usage: copy.py FOLDER; fails when a reader is missing or copies too few."""
import re
import subprocess
import sys
from pathlib import Path

import pypdfium2

HERE = Path(__file__).parent
WORDS = (HERE / "words.txt").read_text().split()
LEAST = 25


def poppler(file):
    return subprocess.run(["pdftotext", "-raw", file, "-"], check=True, capture_output=True, text=True).stdout


def mupdf(file):
    return subprocess.run(["mutool", "draw", "-F", "txt", file], check=True, capture_output=True, text=True).stdout


def pdfium(file):
    return "\n".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(file))


def pdfjs(file):
    return subprocess.run(["node", HERE / "copy.mjs", file], check=True, capture_output=True, text=True).stdout


READERS = [poppler, mupdf, pdfium, pdfjs]


def main(folder):
    failed = 0
    for reader in READERS:
        found = set(reader(str(folder / "words.pdf")).split())
        lost = [word for word in WORDS if word not in found]
        good = len(WORDS) - len(lost)
        failed += good < LEAST
        print(f"{reader.__name__:8} {good}/{len(WORDS)}", "lost: " + " ".join(lost) if lost else "")
        # Sentences of the announcement, whatever the reader makes of line ends.
        text = re.sub(r"\s+", "", reader(str(folder / "announcement.pdf")))
        for phrase in ["จำนวนเรื่องร้องเรียนทั้งหมด", "กุมภาพันธ์๒๕๖๙", "จึงประกาศให้ทราบโดยทั่วกัน"]:
            if phrase not in text:
                print(f"{reader.__name__:8} lost {phrase}")
                failed += 1
    if failed:
        sys.exit("Thai does not survive copying")


main(Path(sys.argv[1]))
