"""Opens files of strangers within bounds: text, XML without entities, archives without traps. Pure."""

from __future__ import annotations

import io
import stat
import zipfile
import zlib
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from assessments.exchange import remarks
from assessments.exchange.entries import FileRefused

MEGABYTE = 1024 * 1024
MOST_ITEMS = 1000
MOST_FILES = 3000
LARGEST_UNPACKED_MB = 50
# Text of questions packs to a tenth, many that are alike to a hundredth; a bomb to a thousandth.
HIGHEST_RATIO = 200
RATIO_COUNTS_FROM = 64 * 1024
DEEPEST_XML = 60
ARCHIVES = (".zip", ".gz", ".7z", ".rar", ".tar", ".bz2", ".xz")


def require_size(data: bytes, most_mb: int) -> None:
    """Refuse what is larger than the format allows.

    Raises:
        FileRefused: it is.
    """
    if len(data) > most_mb * MEGABYTE:
        raise FileRefused(remarks.TOO_LARGE, most=most_mb)


def text_of(data: bytes) -> str:
    """Return the text of a file in UTF-8, with or without a byte order mark.

    Raises:
        FileRefused: it is no such text.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        raise FileRefused(remarks.NO_TEXT) from problem
    if "\0" in text:
        raise FileRefused(remarks.NO_TEXT)
    return text


def xml_of(data: bytes) -> Element:
    """Return the root of an XML file that declares nothing and is no deeper than questions are.

    Raises:
        FileRefused: it cannot be read, or is a trap.
    """
    try:
        root: Element = fromstring(data, forbid_dtd=True)
    except DefusedXmlException as problem:
        raise FileRefused(remarks.XML_ENTITIES) from problem
    except ParseError as problem:
        raise FileRefused(remarks.NO_XML, line=problem.position[0]) from problem
    except (ValueError, LookupError) as problem:  # an encoding that nobody knows
        raise FileRefused(remarks.NO_XML, line=1) from problem
    level, depth = [root], 0
    while level:
        level, depth = [child for element in level for child in element], depth + 1
        if depth > DEEPEST_XML:
            raise FileRefused(remarks.XML_DEEP)
    return root


class Archive:
    """A zip whose names and sizes were looked at before anything was unpacked; nothing is written to disk."""

    def __init__(self, data: bytes, not_readable: str = remarks.NO_ZIP) -> None:
        self.not_readable = not_readable
        try:
            self.zip = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as problem:
            raise FileRefused(not_readable) from problem
        members = self.zip.infolist()
        if len(members) > MOST_FILES:
            raise FileRefused(remarks.ZIP_MANY, most=MOST_FILES)
        if sum(member.file_size for member in members) > LARGEST_UNPACKED_MB * MEGABYTE:
            raise FileRefused(remarks.ZIP_LARGE, most=LARGEST_UNPACKED_MB)
        for member in members:
            refuse_trap(member)
        self.names = {member.filename: member for member in members if not member.is_dir()}

    def __contains__(self, name: str) -> bool:
        return name in self.names

    def read(self, name: str) -> bytes:
        """Return the bytes of a file in the archive.

        Raises:
            FileRefused: it is not there or damaged.
        """
        member = self.names.get(name)
        if member is None:
            raise FileRefused(self.not_readable)
        try:
            with self.zip.open(member) as file:
                return file.read(member.file_size + 1)
        except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError, OSError) as problem:
            raise FileRefused(self.not_readable) from problem


def refuse_trap(member: zipfile.ZipInfo) -> None:
    """Refuse a member that leads outside, unpacks to far more than it is, is a link, locked, or an archive.

    Raises:
        FileRefused: it is one of these.
    """
    name = member.orig_filename
    parts = name.replace("\\", "/").split("/")
    if ".." in parts or name.startswith(("/", "\\")) or "\0" in name or ":" in parts[0]:
        raise FileRefused(remarks.ZIP_PATH)
    if stat.S_ISLNK(member.external_attr >> 16):
        raise FileRefused(remarks.ZIP_LINK)
    if member.flag_bits & 0x1:
        raise FileRefused(remarks.ZIP_LOCKED)
    if name.lower().endswith(ARCHIVES):
        raise FileRefused(remarks.ZIP_NESTED)
    if member.file_size > RATIO_COUNTS_FROM and member.file_size > HIGHEST_RATIO * max(member.compress_size, 1):
        raise FileRefused(remarks.ZIP_RATIO)
